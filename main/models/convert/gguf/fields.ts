import { type ScalarValueType, valueTags } from './types.ts';

/** The header goes on beyond the bytes at hand. */
export class HeaderIncomplete extends Error {}

/** The header says something that no honest file says; the message names it. */
export class HeaderInvalid extends Error {}

/** The longest key, tensor name, and other string that is believed. ggml itself allows 64 bytes for a tensor's name. */
export const stringLimits = { key: 65_535, tensorName: 63, value: 16 * 1024 * 1024 } as const;

/** Elements of the longest array that is believed: four per token of the largest vocabulary in use. */
const maximumElements = 4_000_000;

const scalarBytes: Readonly<Record<Exclude<ScalarValueType, 'string'>, number>> = {
  uint8: 1,
  int8: 1,
  bool: 1,
  uint16: 2,
  int16: 2,
  uint32: 4,
  int32: 4,
  float32: 4,
  uint64: 8,
  int64: 8,
  float64: 8,
};

/** A metadata value as read. Of a long array only its length is kept, unless it is asked for. */
export type HeaderValue = number | boolean | string | HeaderArray;

export interface HeaderArray {
  readonly of: ScalarValueType;
  readonly length: number;
  readonly values: readonly (number | boolean | string)[] | null;
}

const types = Object.entries(valueTags).map(
  ([name, tag]) => [tag, name as ScalarValueType | 'array'] as const,
);
const typeByTag = new Map(types);

/** Reads little-endian fields and never past the end: running out is `HeaderIncomplete`, nonsense `HeaderInvalid`. */
export class FieldReader {
  readonly #bytes: Buffer;
  at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  #advance(count: number): number {
    const start = this.at;
    if (start + count > this.#bytes.length) throw new HeaderIncomplete();
    this.at = start + count;
    return start;
  }

  uint32(): number {
    return this.#bytes.readUInt32LE(this.#advance(4));
  }

  /** A 64-bit figure that has to be at most `limit`. */
  count(limit: number, what: string): number {
    const start = this.#advance(8);
    const value = this.#bytes.readUInt32LE(start) + this.#bytes.readUInt32LE(start + 4) * 2 ** 32;
    if (value > limit) throw new HeaderInvalid(`${what} is ${value}, more than ${limit}`);
    return value;
  }

  string(limit: number, what: string): string {
    const length = this.count(limit, `the length of ${what}`);
    const start = this.#advance(length);
    return this.#bytes.toString('utf8', start, start + length);
  }

  #skipString(): void {
    this.#advance(this.count(stringLimits.value, 'the length of a string'));
  }

  #type(): ScalarValueType | 'array' {
    const tag = this.uint32();
    const type = typeByTag.get(tag as (typeof types)[number][0]);
    if (!type) throw new HeaderInvalid(`a value has the unknown type ${tag}`);
    return type;
  }

  #scalar(type: ScalarValueType): number | boolean | string {
    if (type === 'string') return this.string(stringLimits.value, 'a string');
    const start = this.#advance(scalarBytes[type]);
    const bytes = this.#bytes;
    switch (type) {
      case 'uint8':
        return bytes.readUInt8(start);
      case 'int8':
        return bytes.readInt8(start);
      case 'bool':
        return bytes[start] !== 0;
      case 'uint16':
        return bytes.readUInt16LE(start);
      case 'int16':
        return bytes.readInt16LE(start);
      case 'uint32':
        return bytes.readUInt32LE(start);
      case 'int32':
        return bytes.readInt32LE(start);
      case 'float32':
        return bytes.readFloatLE(start);
      case 'float64':
        return bytes.readDoubleLE(start);
      case 'uint64':
        return Number(bytes.readBigUInt64LE(start));
      case 'int64':
        return Number(bytes.readBigInt64LE(start));
    }
  }

  /** A value with its type in front. Arrays longer than `keep` are passed over and only their length is kept. */
  value(keep: number): HeaderValue {
    const type = this.#type();
    if (type !== 'array') return this.#scalar(type);
    const of = this.#type();
    if (of === 'array') throw new HeaderInvalid('an array holds arrays');
    const length = this.count(maximumElements, 'the length of an array');
    if (length <= keep) return { of, length, values: Array.from({ length }, () => this.#scalar(of)) };
    if (of === 'string') for (let index = 0; index < length; index++) this.#skipString();
    else this.#advance(length * scalarBytes[of]);
    return { of, length, values: null };
  }
}
