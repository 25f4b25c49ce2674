import type { Database } from 'better-sqlite3';
import { chunkRangeOf } from './chunks.ts';

/** A vector as stored: what matters of it is its direction alone. */
export interface PackedVector {
  /** One bit a number, set where it is positive, the first in the lowest bit; sqlite-vec's `bit` vectors. */
  bits: Uint8Array;
  /** One signed byte a number, the largest made 127 or -127; sqlite-vec's `int8` vectors. */
  bytes: Uint8Array;
}

/** Packs a vector. Throws when its length is not a multiple of eight, which no known model's is. */
export function packVector(vector: Float32Array): PackedVector {
  if (vector.length === 0 || vector.length % 8 !== 0)
    throw new Error(`A vector of ${vector.length} numbers cannot be packed.`);
  let largest = 0;
  for (const value of vector) largest = Math.max(largest, Math.abs(value));
  const scale = largest > 0 ? 127 / largest : 0;
  const bits = new Uint8Array(vector.length / 8);
  const bytes = new Int8Array(vector.length);
  for (const [index, value] of vector.entries()) {
    if (value > 0) bits[index >> 3]! |= 1 << (index & 7);
    bytes[index] = Math.round(value * scale);
  }
  return { bits, bytes: new Uint8Array(bytes.buffer) };
}

/** A chunk that is to be embedded: its heading path and table header, and its text. */
export interface ChunkText {
  id: number;
  heading: string;
  text: string;
}

/** Which chunks have vectors of which model, and the writing of them. Searching is `documents/retrieval`'s. */
export interface VectorTable {
  /** The row of a model, made if it is not there. */
  modelId(key: string): number;
  /** The row of a model; null when nothing was ever embedded with it. */
  knownModelId(key: string): number | null;
  /** Chunks of the documents there are, and those of them that have a vector of the model. */
  counts(modelId: number | null): { chunks: number; embedded: number };
  /** The readings that documents point to, newest first. */
  readings(): number[];
  /** Whether a reading has a chunk without a vector of the model. */
  isMissing(readingId: number, modelId: number): boolean;
  /** Ids of the chunks of a reading without a vector of the model, in order. */
  missing(readingId: number, modelId: number): number[];
  /** What of these chunks is embedded, in order; those that are gone are left out. */
  texts(chunkIds: readonly number[]): ChunkText[];
  /** Writes the vector of a chunk in the place of what it had. Does nothing when the chunk is gone. Call in a transaction. */
  put(chunkId: number, modelId: number, vector: PackedVector): void;
  /** Deletes at most `most` vectors; returns how many there were. */
  deleteSome(most: number): number;
}

/** The tables `vector_model`, `chunk_bits` and `chunk_vector` of an open database. */
export function vectorTable(db: Database): VectorTable {
  const model = db.prepare<[string], number>('SELECT id FROM vector_model WHERE key = ?').pluck();
  const addModel = db.prepare<[string]>('INSERT INTO vector_model (key) VALUES (?) ON CONFLICT DO NOTHING');
  const chunks = db
    .prepare<[], number>(
      'SELECT coalesce(sum(chunks), 0) FROM reading WHERE id IN (SELECT reading_id FROM document)',
    )
    .pluck();
  const embedded = db.prepare<[number], number>('SELECT count(*) FROM chunk_bits WHERE model_id = ?').pluck();
  const readings = db
    .prepare<[], number>(
      'SELECT reading_id FROM document WHERE reading_id IS NOT NULL ORDER BY reading_id DESC',
    )
    .pluck();
  const chunksOf = db.prepare<[number], number>('SELECT chunks FROM reading WHERE id = ?').pluck();
  const embeddedOf = db
    .prepare<[number, number, number], number>(
      'SELECT count(*) FROM chunk_bits WHERE chunk_id BETWEEN ? AND ? AND model_id = ?',
    )
    .pluck();
  // The index has ids without texts, so it is gone through quickly.
  const missing = db
    .prepare<[number, number], number>(
      `SELECT id FROM chunk INDEXED BY chunk_by_place
       WHERE reading_id = ? AND NOT EXISTS (SELECT 1 FROM chunk_bits WHERE chunk_id = chunk.id AND model_id = ?)
       ORDER BY start`,
    )
    .pluck();
  const texts = db.prepare<[string], ChunkText>(
    'SELECT id, heading, text FROM chunk WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id',
  );
  const putBits = db.prepare<[number, number, Uint8Array, number]>(
    `INSERT INTO chunk_bits (chunk_id, model_id, bits)
     SELECT ?, ?, ? WHERE EXISTS (SELECT 1 FROM chunk WHERE id = ?)
     ON CONFLICT (chunk_id) DO UPDATE SET model_id = excluded.model_id, bits = excluded.bits`,
  );
  const putBytes = db.prepare<[number, Uint8Array]>(
    `INSERT INTO chunk_vector (chunk_id, vector) VALUES (?, ?)
     ON CONFLICT (chunk_id) DO UPDATE SET vector = excluded.vector`,
  );
  const remove = db.prepare<[number]>(
    'DELETE FROM chunk_bits WHERE chunk_id IN (SELECT chunk_id FROM chunk_bits LIMIT ?)',
  );
  return {
    modelId(key) {
      const known = model.get(key);
      return known ?? Number(addModel.run(key).lastInsertRowid);
    },
    knownModelId: (key) => model.get(key) ?? null,
    counts: (modelId) => {
      const all = chunks.get() ?? 0;
      // A reading that was just replaced still has its vectors for a moment.
      return {
        chunks: all,
        embedded: modelId === null ? 0 : Math.min(all, embedded.get(modelId) ?? 0),
      };
    },
    readings: () => readings.all(),
    isMissing: (readingId, modelId) =>
      (embeddedOf.get(...chunkRangeOf(readingId), modelId) ?? 0) < (chunksOf.get(readingId) ?? 0),
    missing: (readingId, modelId) => missing.all(readingId, modelId),
    texts: (chunkIds) => texts.all(JSON.stringify(chunkIds)),
    put(chunkId, modelId, { bits, bytes }) {
      if (putBits.run(chunkId, modelId, bits, chunkId).changes > 0) putBytes.run(chunkId, bytes);
    },
    deleteSome: (most) => remove.run(most).changes,
  };
}
