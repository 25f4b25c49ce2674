import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { z } from 'zod';

/** What was kept in a small JSON file; null when that is missing or damaged, which must cost nothing but learning it again. */
export function readKept<S extends z.ZodType>(path: string, schema: S): z.output<S> | null {
  try {
    return schema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return null;
  }
}

/** Keeps it, whole or as it was before, in a folder that is made if need be. Throws when that fails. */
export function writeKept(path: string, value: unknown): void {
  mkdirSync(dirname(path), { recursive: true });
  const unfinished = `${path}.part`;
  writeFileSync(unfinished, JSON.stringify(value));
  renameSync(unfinished, path);
}
