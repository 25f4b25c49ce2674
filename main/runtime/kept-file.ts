import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { z } from 'zod';

/** What was learned earlier and kept in a small JSON file; null when the file is missing or damaged: it is learned again. */
export function readKept<S extends z.ZodType>(path: string, schema: S): z.output<S> | null {
  try {
    return schema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return null;
  }
}

/** Keeps it, whole or not at all, in a folder that is made if need be. Throws when that fails. */
export function writeKept(path: string, value: unknown): void {
  mkdirSync(dirname(path), { recursive: true });
  const unfinished = `${path}.part`;
  writeFileSync(unfinished, JSON.stringify(value));
  renameSync(unfinished, path);
}
