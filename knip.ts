import { posix } from 'node:path';
import type { KnipConfig } from 'knip';
import { entries } from './main/process/entries.ts';

/** What is used by nothing is found from where the program begins: the doors, each process and thread, scripts and tests. */
const config: KnipConfig = {
  entry: [
    'main/{electron,cli}.ts',
    ...Object.values(entries).map((source) => posix.join('main/process', source)),
    'preload/index.ts',
    // Takes the place of a package; see vite.config.ts.
    'renderer/ui/style-sheet.ts',
    'scripts/{start,test,build,bittern,icons,sample,picture,after-pack}.mjs',
    'test/**/*.test.ts',
    'test/electron/double/*.ts',
    'test/renderer/fake/server.ts',
    'test/support/checkpoint/full-shape.ts',
  ],
  project: [
    'main/**/*.ts',
    'preload/**/*.ts',
    'renderer/**/*.{ts,tsx,css}',
    'scripts/**/*.mjs',
    'test/**/*.{ts,tsx}',
  ],
  ignore: ['test/boundaries/fixtures/**'],
  // Brought by the system: the first where it is Debian, the second where there are pipes with names.
  ignoreBinaries: ['apt-get'],
  ignoreExportsUsedInFile: true,
};

export default config;
