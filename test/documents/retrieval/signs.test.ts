import SqliteDatabase from 'better-sqlite3';
import { afterAll, describe, expect, it } from 'vitest';
import { randomNumbers } from '../../../main/bench/retrieval/made-documents.ts';
import { Signs } from '../../../main/documents/retrieval/signs.ts';
import { loadVectorFunctions, vectorProblem } from '../../../main/store/vector-functions.ts';

const db = new SqliteDatabase(':memory:');
afterAll(() => db.close());
db.exec(
  'CREATE TABLE chunk_bits (chunk_id INTEGER PRIMARY KEY, model_id INTEGER NOT NULL, bits BLOB NOT NULL)',
);
const random = randomNumbers(7);
const bytes = (count: number): Uint8Array => Uint8Array.from({ length: count }, () => random() * 256);
const insert = db.prepare('INSERT INTO chunk_bits VALUES (?, ?, ?)');
for (let id = 1; id <= 2000; id += 1) insert.run(id * 3, id % 10 === 0 ? 2 : 1, bytes(48));

describe('signs in memory', () => {
  it('find the nearest vectors of a model', () => {
    const signs = Signs.read(db, 1)!;
    const [id, bits] = db
      .prepare<[], [number, Buffer]>('SELECT chunk_id, bits FROM chunk_bits LIMIT 1')
      .raw()
      .get()!;
    expect(signs.nearest(bits, 3)[0]).toBe(id);
    const found = signs.nearest(bytes(48), 5000);
    expect(found).toHaveLength(1800);
    expect(found.every((each) => (each / 3) % 10 !== 0)).toBe(true);
  });

  it('are none where a model has no vectors', () => {
    expect(Signs.read(db, 3)).toBeNull();
  });

  it.skipIf(vectorProblem() !== null)('come in the order that sqlite-vec gives', () => {
    loadVectorFunctions(db);
    const signs = Signs.read(db, 1)!;
    const query = db
      .prepare<[Uint8Array], number>(
        `SELECT chunk_id FROM chunk_bits WHERE model_id = 1
         ORDER BY vec_distance_hamming(vec_bit(bits), vec_bit(?)), chunk_id LIMIT 50`,
      )
      .pluck();
    for (let times = 0; times < 5; times += 1) {
      const bits = bytes(48);
      expect(signs.nearest(bits, 50)).toEqual(query.all(bits));
    }
  });
});
