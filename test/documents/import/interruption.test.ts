import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLog } from '../../../main/log.ts';
import { documentTextTable } from '../../../main/store/document-text.ts';
import { documentTable } from '../../../main/store/documents.ts';
import { openStore } from '../../../main/store/index.ts';

const fixture = fileURLToPath(new URL('fixture-import.ts', import.meta.url));
const files = 60;
let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'bittern-interruption-'));
  mkdirSync(join(root, 'folder'));
  for (let file = 0; file < files; file += 1)
    writeFileSync(join(root, 'folder', `${file}.txt`), textOf(file));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** Some files are short, some have many pages and chunks. */
function textOf(file: number): string {
  const page = (number: number) =>
    Array.from(
      { length: 20 },
      (_, line) => `File ${file}, page ${number}, line ${line} about herons and reeds.`,
    ).join(' ');
  return Array.from({ length: file % 10 === 0 ? 60 : 1 }, (_, number) => page(number)).join('\f');
}

function startImport(): ChildProcess {
  return spawn(process.execPath, [fixture, join(root, 'data'), join(root, 'folder')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** What must hold whenever the program is started after a kill. */
async function checkStore(): Promise<{ ready: number; all: number }> {
  const store = await openStore(join(root, 'data'), silentLog);
  try {
    const { db } = store;
    const text = documentTextTable(db);
    const ids = db.prepare<[], string>('SELECT id FROM document').pluck().all();
    const documents = documentTable(db).some(ids);
    for (const document of documents) {
      if (document.readingId === null) continue;
      // Whatever is shown is whole: its text, its pages, its chunks, and the index over them.
      expect(document.status).toBe('ready');
      const original = textOf(Number(document.fileName.replace('.txt', '')));
      expect(text.text(document.readingId, 0, document.characters)).toBe(original);
      expect(text.pages(document.readingId)).toHaveLength(document.pages);
      const chunks = db
        .prepare<[number], { start: number; end: number; text: string }>(
          'SELECT start, "end", text FROM chunk WHERE reading_id = ? ORDER BY id',
        )
        .all(document.readingId);
      expect(chunks).toHaveLength(document.chunks);
      expect(new Set(chunks.map((chunk) => chunk.start)).size).toBe(chunks.length);
      for (const chunk of chunks) expect(original.slice(chunk.start, chunk.end)).toBe(chunk.text);
    }
    db.exec(`INSERT INTO chunk_text (chunk_text, rank) VALUES ('integrity-check', 1)`);
    return {
      ready: documents.filter((document) => document.status === 'ready').length,
      all: documents.length,
    };
  } finally {
    store.close();
  }
}

describe('an import that is killed', () => {
  it('goes on at the next start, with nothing half there and nothing twice', async () => {
    for (const milliseconds of [0, 100, 300]) {
      const child = startImport();
      // Awaited from the start: on a fast machine the import may end before it is killed.
      const gone = new Promise((resolve) => child.once('exit', resolve));
      await new Promise((resolve) => child.stdout!.once('data', resolve));
      await sleep(milliseconds);
      child.kill('SIGKILL');
      await gone;
      await checkStore();
    }
    const child = startImport();
    expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(0);
    expect(await checkStore()).toEqual({ ready: files, all: files });
    const store = await openStore(join(root, 'data'), silentLog);
    const left = (table: string) => store.db.prepare(`SELECT count(*) FROM ${table}`).pluck().get();
    expect(left('reading')).toBe(files);
    expect(left('import_source')).toBe(0);
    store.close();
  }, 120_000);
});
