import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { expect, it } from 'vitest';
import { silentLog } from '../../main/log.ts';
import { openStore } from '../../main/store/index.ts';
import { migrate } from '../../main/store/migrate.ts';
import { migrations } from '../../main/store/migrations/index.ts';
import { loadVectorFunctions, vectorProblem } from '../../main/store/vector-functions.ts';
import { packVector, vectorTable } from '../../main/store/vectors.ts';

it('packs a vector as its signs and its proportions', () => {
  const { bits, bytes } = packVector(Float32Array.of(0.5, -0.25, 0, 0.125, -0.5, 0.1, 0.2, 0.3));
  expect([...bits]).toEqual([0b1110_1001]);
  expect([...new Int8Array(bytes.buffer)]).toEqual([127, -63, 0, 32, -127, 25, 51, 76]);
  expect([...packVector(new Float32Array(8)).bytes]).toEqual(Array(8).fill(0));
  expect(() => packVector(new Float32Array(7))).toThrow(/cannot be packed/);
});

it.skipIf(vectorProblem() !== null)('packs so that sqlite-vec finds the same distances', () => {
  const db = new SqliteDatabase(':memory:');
  loadVectorFunctions(db);
  const a = Float32Array.from({ length: 64 }, (_, n) => Math.sin(n));
  const b = Float32Array.from({ length: 64 }, (_, n) => Math.sin(n + 0.5));
  const cosine = db
    .prepare<[Uint8Array, Uint8Array], number>('SELECT vec_distance_cosine(vec_int8(?), vec_int8(?))')
    .pluck()
    .get(packVector(a).bytes, packVector(b).bytes)!;
  const dot = a.reduce((sum, value, n) => sum + value * b[n]!, 0);
  expect(cosine).toBeCloseTo(1 - dot / (Math.hypot(...a) * Math.hypot(...b)), 2);
  const different = a.filter((value, n) => value > 0 !== b[n]! > 0).length;
  expect(
    db
      .prepare<[Uint8Array, Uint8Array], number>('SELECT vec_distance_hamming(vec_bit(?), vec_bit(?))')
      .pluck()
      .get(packVector(a).bits, packVector(b).bits),
  ).toBe(different);
  db.close();
});

it('keeps jobs, and lets new ones embed', () => {
  const db = new SqliteDatabase(':memory:');
  db.pragma('foreign_keys = ON');
  migrate(db, migrations.slice(0, 4));
  const job = (id: string, kind: string): string =>
    `INSERT INTO job VALUES ('${id}', '${kind}', 't', 's', 'paused', NULL, NULL, 1, NULL, '{}', 1, 2)`;
  db.exec(job('old', 'sweep'));
  expect(() => db.exec(job('new', 'embedding'))).toThrow(/CHECK/);
  migrate(db, migrations);
  db.exec(job('new', 'embedding'));
  expect(db.prepare('SELECT id, kind, state, updated_at FROM job ORDER BY id').all()).toEqual([
    { id: 'new', kind: 'embedding', state: 'paused', updated_at: 2 },
    { id: 'old', kind: 'sweep', state: 'paused', updated_at: 2 },
  ]);
  expect(
    db.prepare("SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'job'").pluck().all(),
  ).toContain('job_unfinished');
  db.close();
});

it('writes a vector only for a chunk that is there', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'bittern-vectors-'));
  const store = await openStore(directory, silentLog);
  const table = vectorTable(store.db);
  const model = table.modelId('a key');
  expect(table.modelId('a key')).toBe(model);
  expect(table.knownModelId('another')).toBeNull();
  table.put(1, model, packVector(new Float32Array(8).fill(1)));
  expect(store.db.prepare('SELECT count(*) FROM chunk_bits').pluck().get()).toBe(0);
  store.close();
  rmSync(directory, { recursive: true });
});
