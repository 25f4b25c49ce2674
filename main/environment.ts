import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import manifest from '../package.json' with { type: 'json' };

/** The environment variables of a door's process. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Bittern's version, from package.json. */
export const version: string = manifest.version;

/**
 * Where Bittern keeps its data: what was asked for, `BITTERN_DATA`, or the place that the platform has for it
 * (%APPDATA%, ~/Library/Application Support, $XDG_DATA_HOME). Absolute.
 */
export function dataDirectory(
  asked: string | undefined,
  env: Environment = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  const chosen = asked || env.BITTERN_DATA;
  if (chosen) return resolve(chosen);
  const home = homedir();
  switch (platform) {
    case 'win32':
      return join(env.APPDATA || join(home, 'AppData', 'Roaming'), 'Bittern');
    case 'darwin':
      return join(home, 'Library', 'Application Support', 'Bittern');
    default:
      // A relative value is to be ignored, says the XDG base directory specification.
      return join(
        env.XDG_DATA_HOME?.startsWith('/') ? env.XDG_DATA_HOME : join(home, '.local', 'share'),
        'bittern',
      );
  }
}

/**
 * Where models come from, as the variables of Hugging Face's own tools say: `HF_ENDPOINT` names a mirror, `HF_TOKEN` is
 * for models whose licence must be accepted first.
 */
export function hubOptions(env: Environment = process.env): { hubUrl?: string; hubToken(): string | null } {
  return {
    ...(env.HF_ENDPOINT ? { hubUrl: env.HF_ENDPOINT } : {}),
    hubToken: () => env.HF_TOKEN || null,
  };
}
