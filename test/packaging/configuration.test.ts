import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { FuseV1Options, FuseVersion } from '@electron/fuses';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { fuseConfig } from '../../scripts/after-pack.mjs';
import { nativeParts } from '../../scripts/native-parts.mjs';
import { root } from '../support/build.ts';

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  allowScripts: Record<string, boolean>;
};
const configuration = parse(readFileSync(join(root, 'electron-builder.yml'), 'utf8'));

describe('fuses', () => {
  const names = Object.keys(FuseV1Options).filter((name) =>
    Number.isNaN(Number(name)),
  ) as (keyof typeof FuseV1Options)[];
  const expected: Record<keyof typeof FuseV1Options, boolean> = {
    RunAsNode: false,
    EnableCookieEncryption: true,
    EnableNodeOptionsEnvironmentVariable: false,
    EnableNodeCliInspectArguments: false,
    EnableEmbeddedAsarIntegrityValidation: true,
    OnlyLoadAppFromAsar: true,
    LoadBrowserProcessSpecificV8Snapshot: false,
    GrantFileProtocolExtraPrivileges: false,
    WasmTrapHandlers: true,
  };

  it.each(names)('%s is decided', (name) => {
    for (const platform of ['darwin', 'win32'] as const)
      expect(fuseConfig(platform)[FuseV1Options[name]]).toBe(expected[name]);
  });

  it('that Electron does not have on Linux are off there', () => {
    expect(fuseConfig('linux')[FuseV1Options.EnableEmbeddedAsarIntegrityValidation]).toBe(false);
  });

  it('may not be forgotten when Electron brings new ones', () => {
    expect(fuseConfig('linux')).toMatchObject({ version: FuseVersion.V1, strictlyRequireAllFuses: true });
  });
});

describe('the configuration of electron-builder', () => {
  it('is valid', () => {
    const require = createRequire(createRequire(import.meta.url).resolve('electron-builder'));
    // A package of electron-builder's own, found from where it is.
    const schema = require(['app-builder-lib', 'scheme.json'].join('/'));
    const known = Object.keys(schema.properties);
    for (const key of Object.keys(configuration)) expect(known).toContain(key);
    const of = (name: string): string[] => Object.keys(schema.definitions[name].properties);
    for (const key of Object.keys(configuration.mac)) expect(of('MacConfiguration')).toContain(key);
    for (const key of Object.keys(configuration.win)) expect(of('WindowsConfiguration')).toContain(key);
    for (const key of Object.keys(configuration.linux)) expect(of('LinuxConfiguration')).toContain(key);
    for (const key of Object.keys(configuration.nsis)) expect(of('NsisOptions')).toContain(key);
  });

  it('names files that are there', () => {
    for (const file of [
      configuration.mac.icon,
      configuration.mac.entitlements,
      configuration.win.icon,
      configuration.afterPack,
    ])
      expect(existsSync(join(root, file)), file).toBe(true);
  });

  it('keeps what people made, asks no administrator, publishes nothing', () => {
    expect(configuration.nsis).toEqual({
      oneClick: true,
      perMachine: false,
      deleteAppDataOnUninstall: false,
    });
    expect(configuration.publish).toBeNull();
    expect(configuration.npmRebuild).toBe(false);
    expect(configuration.electronFuses).toBeUndefined();
  });

  it('gives macOS the one entitlement that V8 needs', () => {
    const plist = readFileSync(join(root, configuration.mac.entitlements), 'utf8');
    expect([...plist.matchAll(/<key>(.*?)<\/key>/g)].map(([, key]) => key)).toEqual([
      'com.apple.security.cs.allow-jit',
    ]);
    expect(configuration.mac).toMatchObject({ hardenedRuntime: true, notarize: true });
  });

  it('offers Bittern for documents and models, and takes nothing over from another program', () => {
    const { mac, win, linux } = configuration;
    for (const association of mac.fileAssociations)
      expect(association).toMatchObject({ role: 'Viewer', rank: 'Alternate' });
    expect(mac.fileAssociations.flatMap(({ ext }: { ext: string | string[] }) => ext)).toEqual(
      expect.arrayContaining(['pdf', 'docx', 'epub', 'md', 'gguf']),
    );
    expect(linux.mimeTypes).toEqual(expect.arrayContaining(['application/pdf', 'application/epub+zip']));
    // On Linux an association would describe the type anew for every program; on Windows it would claim it.
    for (const part of [configuration, win, linux]) expect(part.fileAssociations).toBeUndefined();
  });

  it('does not switch Chromium’s sandbox off in an AppImage', () => {
    expect(configuration.toolsets.appimage).toBe('1.0.3');
    expect(JSON.stringify(configuration)).not.toContain('no-sandbox');
  });
});

describe('native code', () => {
  const platforms = [
    ['darwin', 'arm64'],
    ['darwin', 'x64'],
    ['linux', 'arm64'],
    ['linux', 'x64'],
    ['win32', 'arm64'],
    ['win32', 'x64'],
  ] as const;
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { os?: string[]; cpu?: string[]; integrity?: string }>;
  };

  it.each(platforms)('of %s on %s is in the lock file, package by package', (platform, cpu) => {
    for (const part of nativeParts(platform, cpu)) {
      if (part.startsWith('better-sqlite3/')) continue;
      const entry = packages[`node_modules/${part}`];
      expect(entry, part).toMatchObject({ integrity: expect.stringMatching(/^sha512-/) });
      expect(entry?.os, part).toEqual([platform]);
      expect(entry?.cpu, part).toContain(cpu);
    }
  });

  it.each(platforms)('of SQLite for %s on %s comes with its package', (platform, cpu) => {
    const [binary = ''] = nativeParts(platform, cpu);
    expect(binary).toMatch(/^better-sqlite3/);
    expect(existsSync(join(root, 'node_modules', binary))).toBe(true);
  });

  it('is for the platforms that Bittern is made for, and no other', () => {
    expect(() => nativeParts('linux', 'riscv64')).toThrow('Bittern is not made for linux-riscv64.');
  });

  it('is made for the machine that packs, unless somebody asks for another', () => {
    for (const { target } of [configuration.mac, configuration.win, configuration.linux])
      for (const entry of target) expect(entry).toBeTypeOf('string');
  });
});

describe('a platform’s list of files', () => {
  const require = createRequire(createRequire(import.meta.url).resolve('electron-builder'));
  // What electron-builder itself decides with which files of node_modules are shipped.
  const { getNodeModuleFileMatcher } = require(['app-builder-lib', 'out/fileMatcher.js'].join('/'));

  /** Whether a file below node_modules is shipped for a system and processor. */
  const isShipped = (system: 'mac' | 'win' | 'linux', cpu: string, file: string): boolean => {
    const expand = (pattern: string): string => pattern.replace(/\$\{arch\}/g, cpu);
    const matcher = getNodeModuleFileMatcher(root, 'out', expand, configuration[system], {
      config: configuration,
      debugLogger: { isEnabled: false },
    });
    const isFile = { isDirectory: () => false };
    return matcher.createFilter()(join(root, 'node_modules', file), isFile);
  };
  const systems = [
    ['mac', 'darwin'],
    ['win', 'win32'],
    ['linux', 'linux'],
  ] as const;
  const binaries = (cpu: string) =>
    systems.flatMap(([system, platform]) =>
      ['', '-metal', '-vulkan', '-cuda', '-cuda-ext'].map((flavour) => ({
        system,
        flavour,
        llama: `@node-llama-cpp/${system}-${cpu}${flavour}/bins/${system}-${cpu}${flavour}/llama-addon.node`,
        sqlite: `better-sqlite3/prebuilds/${platform}-${cpu}.node`,
      })),
    );

  it.each(systems.flatMap(([system]) => ['x64', 'arm64'].map((cpu) => [system, cpu] as const)))(
    'keeps native code for %s on %s alone, without CUDA',
    (system, cpu) => {
      const all = [...binaries('x64'), ...binaries('arm64')];
      const shipped = new Set(
        all.flatMap(({ llama, sqlite }) => [llama, sqlite]).filter((file) => isShipped(system, cpu, file)),
      );
      const wanted = binaries(cpu)
        .filter((binary) => binary.system === system)
        .filter(({ flavour }) => flavour === '' || flavour === (system === 'mac' ? '-metal' : '-vulkan'));
      expect([...shipped].sort()).toEqual(
        [...new Set(wanted.flatMap(({ llama, sqlite }) => [llama, sqlite]))].sort(),
      );
    },
  );

  it.each(systems)('leaves %s what the program reads at run time', (system) => {
    for (const file of [
      'node-llama-cpp/dist/index.js',
      'node-llama-cpp/llama/binariesGithubRelease.json',
      'node-llama-cpp/llama/llama.cpp.info.json',
      'pdfjs-dist/legacy/build/pdf.worker.mjs',
      'pdfjs-dist/cmaps/UniGB-UCS2-H.bcmap',
      'pdfjs-dist/package.json',
      'tesseract.js/src/worker-script/node/index.js',
      'better-sqlite3/lib/binding.js',
    ]) {
      expect(existsSync(join(root, 'node_modules', file)), file).toBe(true);
      expect(isShipped(system, 'x64', file), file).toBe(true);
    }
  });
});

describe('the lock file', () => {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<
      string,
      {
        version: string;
        integrity?: string;
        inBundle?: boolean;
        hasInstallScript?: boolean;
        optionalDependencies?: Record<string, string>;
      }
    >;
  };

  it.each([
    'mac-arm64-metal',
    'mac-x64',
    'win-x64',
    'win-arm64',
    'win-x64-vulkan',
    'linux-x64',
    'linux-arm64',
    'linux-x64-vulkan',
  ])('holds llama.cpp for %s', (flavour) => {
    const entry = packages[`node_modules/@node-llama-cpp/${flavour}`];
    expect(entry?.version).toBe(packages['node_modules/node-llama-cpp']?.version);
    expect(entry?.integrity).toMatch(/^sha512-/);
  });

  it.each(['darwin-arm64', 'darwin-x64', 'win32-x64', 'win32-arm64', 'linux-x64', 'linux-arm64'])(
    'holds koffi for %s',
    (platform) => {
      expect(packages[`node_modules/@koromix/koffi-${platform}`]?.integrity).toMatch(/^sha512-/);
    },
  );

  it('holds what every platform needs of every package, or a clone could not be installed there', () => {
    const held = new Set(Object.keys(packages).map((path) => path.replace(/^.*node_modules\//, '')));
    const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies)
        .filter((name) => !held.has(name))
        .map((name) => `${name} of ${path}`),
    );
    expect(missing).toEqual([]);
  });

  it('pins every package that is asked for to one version, the one in package.json', () => {
    const { dependencies, devDependencies } = manifest;
    for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) {
      expect(version, name).toMatch(/^\d+\.\d+\.\d+$/);
      expect(packages[`node_modules/${name}`]?.version, name).toBe(version);
    }
    // What a package brings inside itself is covered by its own hash.
    for (const [path, { integrity, inBundle }] of Object.entries(packages))
      if (path !== '' && !inBundle) expect(integrity, path).toMatch(/^sha512-/);
  });

  it('brings no script that runs at installation without somebody having decided about it', () => {
    const scripted = Object.entries(packages)
      .filter(([, { hasInstallScript }]) => hasInstallScript)
      .map(([path]) => path.replace(/^.*node_modules\//, ''));
    expect(Object.keys(manifest.allowScripts)).toEqual(expect.arrayContaining(scripted));
    const allowed = Object.entries(manifest.allowScripts).filter(([, isAllowed]) => isAllowed);
    expect(allowed).toEqual([['node', true]]);
  });

  it('names no registry, so that any may serve it', () => {
    expect(readFileSync(join(root, 'package-lock.json'), 'utf8')).not.toContain('"resolved"');
  });
});
