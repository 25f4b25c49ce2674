/**
 * The native code that a packed program needs beside its archive. npm installs what the machine itself can use, so that a
 * package for another processor or system would lack it, and nobody would know before the program is started there.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** node-llama-cpp's packages: what computes on the processor, and with Vulkan or Metal where there is such a build. */
const llama = {
  'darwin-arm64': ['mac-arm64-metal'],
  'darwin-x64': ['mac-x64'],
  'linux-arm64': ['linux-arm64'],
  'linux-x64': ['linux-x64', 'linux-x64-vulkan'],
  'win32-arm64': ['win-arm64'],
  'win32-x64': ['win-x64', 'win-x64-vulkan'],
};

const canvasSuffix = { darwin: '', linux: '-gnu', win32: '-msvc' };

/** Paths below `node_modules` for a platform and processor, as Node names them. Throws for one that Bittern is not made for. */
export function nativeParts(platform, cpu) {
  const target = `${platform}-${cpu}`;
  const flavours = llama[target];
  if (!flavours) throw new Error(`Bittern is not made for ${target}.`);
  return [
    `better-sqlite3/prebuilds/${target}.node`,
    `@koromix/koffi-${target}`,
    ...flavours.map((flavour) => `@node-llama-cpp/${flavour}`),
    `@napi-rs/canvas-${target}${canvasSuffix[platform]}`,
    // There is none for Windows on ARM, where passages are found by their words.
    ...(target === 'win32-arm64' ? [] : [`sqlite-vec-${platform === 'win32' ? 'windows' : platform}-${cpu}`]),
  ];
}

/** Throws when a packed program, whose resources lie in `resources`, lacks native code of its platform. */
export function requireNativeParts(resources, platform, cpu) {
  const folder = join(resources, 'app.asar.unpacked', 'node_modules');
  const missing = nativeParts(platform, cpu).filter((part) => !existsSync(join(folder, part)));
  if (missing.length === 0) return;
  throw new Error(
    `The package for ${platform} on ${cpu} would not work: it lacks ${missing.join(', ')}. npm installs native code of the machine alone; pack on a machine with ${platform} on ${cpu}.`,
  );
}
