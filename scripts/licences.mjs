/** Collects the licences of everything that is shipped: what is bundled, as Vite reports it, and what lies in node_modules. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './repository.mjs';

const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));

/** `{name, version, identifier, text}` of every bundled package; `text` may be missing. */
function bundled(out) {
  return ['main', 'preload', 'renderer']
    .map((part) => join(out, part, 'licences.json'))
    .filter((file) => existsSync(file))
    .flatMap(readJson);
}

/** The same of every package that is shipped as it is: all that `dependencies` bring, on this platform. */
function installed() {
  const { packages } = readJson(join(root, 'package-lock.json'));
  return (
    Object.entries(packages)
      // TypeScript is an optional peer of a package that is shipped; it is not shipped itself.
      .filter(
        ([path, entry]) => path !== '' && !entry.dev && !entry.devOptional && !path.includes('@typescript/'),
      )
      .map(([path]) => join(root, path))
      .filter((folder) => existsSync(join(folder, 'package.json')))
      .map((folder) => {
        const { name, version, license, licenses } = readJson(join(folder, 'package.json'));
        const identifier = license?.type ?? license ?? licenses?.map(({ type }) => type).join(' OR ') ?? null;
        return { name, version, identifier, text: licenceText(folder) };
      })
  );
}

function licenceText(folder) {
  const file = readdirSync(folder).find((name) => /^(licen[cs]e|copying)(\b|[._-])/i.test(name));
  return file ? readFileSync(join(folder, file), 'utf8') : null;
}

/** Every package that is shipped, once, by name. */
export function shippedPackages(out = join(root, 'out')) {
  const found = new Map();
  for (const entry of [...bundled(out), ...installed()]) found.set(`${entry.name}@${entry.version}`, entry);
  return [...found.values()].sort((a, b) => a.name.localeCompare(b.name, 'en'));
}

/** Writes `licences/third-party.txt` into the folder of a build. Electron brings the licences of itself and Chromium. */
export function writeLicences(out) {
  const parts = shippedPackages(out).map(({ name, version, identifier, text }) =>
    [`${name} ${version} (${identifier ?? 'see below'})`, '', (text ?? `Licence: ${identifier}`).trim()].join(
      '\n',
    ),
  );
  mkdirSync(join(out, 'licences'), { recursive: true });
  const line = `\n\n${'-'.repeat(80)}\n\n`;
  writeFileSync(
    join(out, 'licences/third-party.txt'),
    `Bittern contains the following software.${line}${parts.join(line)}\n`,
  );
}
