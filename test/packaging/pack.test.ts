import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import { extractAll, extractFile, listPackage } from '@electron/asar';
import { Arch, build, Platform } from 'electron-builder';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureBuilt, root } from '../support/build.ts';

const folder = mkdtempSync(join(tmpdir(), 'bittern-pack-'));
const packed = join(folder, 'dist/linux-unpacked');
const resources = join(packed, 'resources');
let archived: string[] = [];

/** What @electron/fuses looks for in a binary: its mark, the version, how many there are, and a digit for each. */
const fuseWire = Buffer.concat([
  Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'),
  Buffer.from([1, 9]),
  Buffer.from('101100001'),
]);

/** A folder with the files that electron-builder takes from Electron's download, for machines that cannot have it. */
function makeDistribution(): string {
  const distribution = join(folder, 'electron');
  mkdirSync(join(distribution, 'resources'), { recursive: true });
  mkdirSync(join(distribution, 'locales'), { recursive: true });
  for (const name of ['version', 'LICENSE', 'LICENSES.chromium.html', 'locales/en-US.pak', 'locales/de.pak'])
    writeFileSync(join(distribution, name), name);
  writeFileSync(
    join(distribution, 'electron'),
    Buffer.concat([Buffer.from('binary '), fuseWire, Buffer.from(' end')]),
  );
  return distribution;
}

/** electron-builder writes as it goes; a test prints nothing. */
async function pack(cpu = Arch.x64): Promise<void> {
  process.env.NPM_CONFIG_LOGLEVEL = 'silent';
  await build({
    projectDir: root,
    targets: Platform.LINUX.createTarget('dir', cpu),
    publish: 'never',
    config: {
      electronDist: makeDistribution(),
      directories: { output: join(folder, 'dist') },
    },
  });
}

/** The packages that a built file imports, requires or resolves. */
function packagesNamed(source: string): string[] {
  const found = source.matchAll(
    /^(?:import|export)\b[^;'"]*?(?:from )?["']([^"'./][^"']*)["']|(?:\bimport|\brequire|\)\.resolve)\(["']([^"'./][^"']*)["']/gm,
  );
  return [...found]
    .map(([, first, second]) => first ?? second ?? '')
    .filter((name) => !isBuiltin(name))
    .map((name) =>
      name
        .split('/')
        .slice(0, name.startsWith('@') ? 2 : 1)
        .join('/'),
    );
}

// npm installs what this machine can use, so that a package for Linux on x64 can be made only there.
const isPossible = process.platform === 'linux' && process.arch === 'x64';

describe.runIf(isPossible)('the packed program', () => {
  beforeAll(async () => {
    ensureBuilt();
    await pack();
    archived = listPackage(join(resources, 'app.asar'), { isPack: false });
  }, 180_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const unpacked = (path: string): boolean =>
    existsSync(join(resources, 'app.asar.unpacked/node_modules', path));

  it('has its fuses set', () => {
    const binary = readFileSync(join(packed, 'bittern'));
    const start = binary.indexOf(fuseWire.subarray(0, 32)) + 34;
    expect(binary.subarray(start, start + 9).toString()).toBe('010001001');
  });

  it('holds the build and none of what it was built from', () => {
    for (const file of [
      '/out/main/electron.js',
      '/out/main/parser.js',
      '/out/preload/index.cjs',
      '/out/renderer/index.html',
    ])
      expect(archived).toContain(file);
    const stray = archived.filter((path) =>
      /\.(tsx?|map)$|\/(test|scripts|\.git|\.stamp)(\/|$)|\.env/.test(path),
    );
    expect(stray.filter((path) => !path.startsWith('/node_modules/'))).toEqual([]);
    expect(archived.filter((path) => /\.(d\.[mc]?ts|map)$/.test(path))).toEqual([]);
  });

  it('has native code beside the archive, for this platform alone', () => {
    expect(unpacked('better-sqlite3/prebuilds/linux-x64.node')).toBe(true);
    expect(unpacked('@koromix/koffi-linux-x64/linux_x64/koffi.node')).toBe(true);
    expect(unpacked('@node-llama-cpp/linux-x64/bins/linux-x64/llama-addon.node')).toBe(true);
    expect(unpacked('sqlite-vec-linux-x64/vec0.so')).toBe(true);
    expect(readdirSync(join(resources, 'app.asar.unpacked/node_modules/better-sqlite3/prebuilds'))).toEqual([
      'linux-x64.node',
    ]);
    expect(readdirSync(join(resources, 'app.asar.unpacked/node_modules/@node-llama-cpp')).sort()).toEqual([
      'linux-x64',
      'linux-x64-vulkan',
    ]);
  });

  it('holds every package that the build and the packages themselves ask for, and their licences', () => {
    const shipped = new Set(archived);
    const isThere = (name: string, from: string): boolean => {
      for (let folder = from; ; folder = posix.dirname(folder)) {
        if (shipped.has(posix.join(folder, 'node_modules', name, 'package.json'))) return true;
        if (folder === '/') return false;
      }
    };
    const archive = join(resources, 'app.asar');
    const text = (path: string): string => extractFile(archive, path.slice(1)).toString();
    const asked = archived
      .filter((path) => /^\/out\/(main|preload)\/[^/]+\.c?js$/.test(path))
      .flatMap((path) => packagesNamed(text(path)).map((name) => [name, path] as const));
    expect([...new Set(asked.map(([name]) => name))].sort()).toEqual([
      'better-sqlite3',
      'electron',
      'koffi',
      'node-llama-cpp',
      'pdfjs-dist',
      'sqlite-vec',
      'tesseract.js',
    ]);
    const manifests = archived.filter((path) =>
      /\/node_modules\/(@[^/]+\/)?[^/]+\/package\.json$/.test(path),
    );
    const licences = readFileSync(join(resources, 'licences/third-party.txt'), 'utf8');
    for (const path of manifests) {
      const { name, version, dependencies = {}, optionalDependencies = {} } = JSON.parse(text(path));
      expect(licences).toContain(`\n${name} ${version} (`);
      for (const dependency of Object.keys(dependencies))
        if (!(dependency in optionalDependencies)) asked.push([dependency, posix.dirname(path)]);
    }
    expect(manifests.length).toBeGreaterThan(50);
    expect(asked.filter(([name, from]) => name !== 'electron' && !isThere(name, from))).toEqual([]);
  });

  it('is refused for a processor whose native code npm did not install', async () => {
    await expect(pack(Arch.arm64)).rejects.toThrow(
      /The package for linux on arm64 would not work: it lacks @koromix\/koffi-linux-arm64, .*sqlite-vec-linux-arm64\./,
    );
  }, 120_000);

  it('leaves out what is only for building', () => {
    for (const path of [
      'node-llama-cpp/llama/gitRelease.bundle',
      'node-llama-cpp/llama/addon',
      'better-sqlite3/deps',
      'typescript',
      'electron',
      'vite',
    ])
      expect(archived).not.toContain(`/node_modules/${path}`);
  });

  it('has the sample document, icons for no one, and the licences', () => {
    expect(readdirSync(join(resources, 'resources/sample'))).toEqual(['a-field-guide-to-bitterns.pdf']);
    expect(readdirSync(join(packed, 'locales'))).toEqual(['en-US.pak']);
    expect(readFileSync(join(resources, 'LICENSE.txt'), 'utf8')).toContain('Apache License');
    const licences = readFileSync(join(resources, 'licences/third-party.txt'), 'utf8');
    for (const name of ['react', 'zod', 'better-sqlite3', 'node-llama-cpp', 'pdfjs-dist'])
      expect(licences).toMatch(new RegExp(`^${name} \\d`, 'm'));
  });

  it('works with nothing but what is in it', () => {
    const program = join(folder, 'program');
    extractAll(join(resources, 'app.asar'), program);
    // Where main/resources.ts looks in a tree that is not packed.
    const data = join(folder, 'data');
    const run = (...commandLine: string[]): { status: number | null; stdout: string; stderr: string } =>
      spawnSync(
        process.execPath,
        [join(program, 'out/main/cli.js'), ...commandLine, '--json', '--data', data],
        {
          cwd: folder,
          encoding: 'utf8',
        },
      );
    const imported = run('import', join(resources, 'resources/sample/a-field-guide-to-bitterns.pdf'));
    // A slow machine is told how far it is; nothing else is said.
    expect(imported.stderr.replace(/^.* \d of 4 pages.*\n/gm, '')).toBe('');
    expect(JSON.parse(imported.stdout)).toMatchObject({ status: 'ready', pages: 4 });
    const found = run('search', 'How far away can the boom be heard?', '--limit', '1');
    expect(JSON.parse(found.stdout).text).toContain('five kilometres');
    const doctor = run('doctor');
    expect(doctor.stdout).not.toContain('"ok":false,"text":"llama');
    expect(doctor.status).toBe(0);
  }, 60_000);
});

if (!isPossible) it.skip('a packed program can be made in a test on Linux x64 only', () => {});
