import type { Database, Statement } from 'better-sqlite3';

/** Beyond this many vectors, 48 MB of signs for the usual models, they are not kept in memory. */
const mostKept = 1_000_000;

/** The signs of all vectors of a model, in memory: going through them takes a fifth of the time that SQLite takes. */
export class Signs {
  readonly #ids: Float64Array;
  /** For each vector its signs, 32 a number. */
  readonly #words: Uint32Array;
  readonly #width: number;

  private constructor(ids: Float64Array, words: Uint32Array, width: number) {
    this.#ids = ids;
    this.#words = words;
    this.#width = width;
  }

  /** Reads the signs of a model's vectors; null when there are none, or too many. */
  static read(db: Database, modelId: number): Signs | null {
    const count = db
      .prepare<[number], number>('SELECT count(*) FROM chunk_bits WHERE model_id = ?')
      .pluck()
      .get(modelId)!;
    if (count === 0 || count > mostKept) return null;
    const rows: Statement<[number], [number, Buffer]> = db
      .prepare<[number], [number, Buffer]>(
        'SELECT chunk_id, bits FROM chunk_bits NOT INDEXED WHERE model_id = ?',
      )
      .raw();
    const ids = new Float64Array(count);
    let bytes = new Uint8Array(0);
    let stride = 0;
    let row = 0;
    for (const [id, bits] of rows.iterate(modelId)) {
      if (row === 0) {
        stride = Math.ceil(bits.length / 4) * 4;
        bytes = new Uint8Array(count * stride);
      }
      ids[row] = id;
      bytes.set(bits.subarray(0, stride), row * stride);
      row += 1;
    }
    return new Signs(ids, new Uint32Array(bytes.buffer), stride / 4);
  }

  /** The ids of the vectors nearest to some signs by Hamming's distance, nearest first, and of those as near the lowest. */
  nearest(bits: Uint8Array, most: number): number[] {
    const width = this.#width;
    const words = this.#words;
    const bytes = new Uint8Array(width * 4);
    bytes.set(bits.subarray(0, bytes.length));
    const wanted = new Uint32Array(bytes.buffer);
    const count = this.#ids.length;
    const distances = new Uint16Array(count);
    /** How many vectors are at each distance. */
    const at = new Uint32Array(width * 32 + 1);
    for (let row = 0, word = 0; row < count; row += 1) {
      let distance = 0;
      for (let column = 0; column < width; column += 1, word += 1)
        distance += ones(words[word]! ^ wanted[column]!);
      distances[row] = distance;
      at[distance]! += 1;
    }
    let farthest = 0;
    for (let within = at[0]!; within < most && farthest < at.length - 1; ) within += at[++farthest]!;
    const near: number[] = [];
    for (let row = 0; row < count; row += 1) if (distances[row]! <= farthest) near.push(row);
    return near
      .sort((a, b) => distances[a]! - distances[b]! || a - b)
      .slice(0, most)
      .map((row) => this.#ids[row]!);
  }
}

/** How many bits of a 32-bit number are set: pairs are added up, then fours, then bytes (Warren, "Hacker's Delight", 5-1). */
function ones(number: number): number {
  let bits = number - ((number >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
