import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ProcessName } from './interface.ts';

/** Worker threads that a process starts inside itself. */
export type WorkerName = 'quantizer' | 'indexer' | 'searcher' | 'checksums';

/** Where the code of every process and worker thread begins, relative to this file; the build makes one file of each. */
export const entries: Readonly<Record<ProcessName | WorkerName, string>> = {
  runtime: '../runtime/child.ts',
  parser: '../documents/parser/child.ts',
  converter: '../models/convert/child.ts',
  checksums: '../runtime/snapshots/thread.ts',
  quantizer: '../models/convert/quantizer.ts',
  indexer: '../documents/indexing/thread.ts',
  searcher: '../documents/retrieval/thread.ts',
};

/** The absolute path to start a process or worker thread from: the source in the repository, `<name>.js` in a build. */
export function entryPath(name: ProcessName | WorkerName): string {
  const here = fileURLToPath(import.meta.url);
  return here.endsWith('.ts') ? resolve(dirname(here), entries[name]) : join(dirname(here), `${name}.js`);
}
