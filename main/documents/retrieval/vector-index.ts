import type { Database, Statement } from 'better-sqlite3';
import { chunkRangeOf, readingOfChunk } from '../../store/chunks.ts';
import { packVector, type VectorTable, vectorTable } from '../../store/vectors.ts';
import type { Scope } from './scope.ts';
import { Signs } from './signs.ts';

/** A question as an embedding model sees it. */
export interface QuestionVector {
  /** The model and how texts are put to it; vectors of another key mean something else. */
  key: string;
  values: Float32Array;
}

/** As many chunks as take part in the ranking by meaning. */
export const mostNear = 50;
/** So many are found by their signs and then compared closely: enough that the nearest are among them. */
const mostBySigns = 400;

/**
 * Chunks by meaning: nearest by the Hamming distance of signs first, then by the cosine of the values, with sqlite-vec's
 * functions. Going through the signs of 100,000 chunks takes it 20 ms, through their values five times that; so while the
 * database does not change, signs are kept in memory.
 */
export class VectorIndex {
  readonly #db: Database;
  readonly #table: VectorTable;
  readonly #everywhere: Statement<[number, Uint8Array, number], number>;
  readonly #inReading: Statement<[Uint8Array, number, number, number, number], { id: number; far: number }>;
  readonly #closely: Statement<[string, Uint8Array, number], number>;

  #signs: { modelId: number; all: Signs | null } | null = null;
  /** The model that was searched with last, and how often in a row with nothing written. */
  #searched = { modelId: 0, times: 0 };

  /** @param db a connection that has sqlite-vec's functions */
  constructor(db: Database) {
    this.#db = db;
    this.#table = vectorTable(db);
    this.#everywhere = db
      .prepare<[number, Uint8Array, number], number>(
        `SELECT chunk_id FROM chunk_bits NOT INDEXED WHERE model_id = ?
         ORDER BY vec_distance_hamming(vec_bit(bits), vec_bit(?)) LIMIT ?`,
      )
      .pluck();
    this.#inReading = db.prepare(
      `SELECT chunk_id AS id, vec_distance_hamming(vec_bit(bits), vec_bit(?)) AS far FROM chunk_bits NOT INDEXED
       WHERE chunk_id BETWEEN ? AND ? AND model_id = ? ORDER BY far LIMIT ?`,
    );
    this.#closely = db
      .prepare<[string, Uint8Array, number], number>(
        `SELECT chunk_id FROM chunk_vector
         WHERE chunk_id IN (SELECT value FROM json_each(?))
         ORDER BY vec_distance_cosine(vec_int8(vector), vec_int8(?)), chunk_id LIMIT ?`,
      )
      .pluck();
  }

  /** Call when the database has changed. */
  refresh(): void {
    this.#signs = null;
    this.#searched.times = 0;
  }

  /** Call when nobody waits: reads into memory what the next search will go through, if searching goes on. */
  rest(): void {
    const { modelId, times } = this.#searched;
    // While documents are being prepared, it would be in vain.
    if (times >= 2) this.#signs ??= { modelId, all: Signs.read(this.#db, modelId) };
  }

  /** The chunks of a scope nearest to a question, nearest first; none when no chunk has a vector of the question's model. */
  nearest({ key, values }: QuestionVector, scope: Scope): number[] {
    const modelId = this.#table.knownModelId(key);
    if (modelId === null) return [];
    const { bits, bytes } = packVector(values);
    const bySigns = scope.isNearlyAll
      ? this.#nearestOfAll(modelId, bits).filter((id) => scope.documents.has(readingOfChunk(id)))
      : this.#nearestOf([...scope.documents.keys()], modelId, bits);
    return this.#closely.all(JSON.stringify(bySigns), bytes, mostNear);
  }

  #nearestOfAll(modelId: number, bits: Uint8Array): number[] {
    if (this.#searched.modelId !== modelId) this.refresh();
    this.#searched = { modelId, times: this.#searched.times + 1 };
    return this.#signs?.all?.nearest(bits, mostBySigns) ?? this.#everywhere.all(modelId, bits, mostBySigns);
  }

  #nearestOf(readingIds: readonly number[], modelId: number, bits: Uint8Array): number[] {
    return readingIds
      .flatMap((readingId) => this.#inReading.all(bits, ...chunkRangeOf(readingId), modelId, mostBySigns))
      .sort((a, b) => a.far - b.far || a.id - b.id)
      .slice(0, mostBySigns)
      .map(({ id }) => id);
  }
}
