import {
  aligned,
  defaultAlignment,
  type GgmlType,
  ggmlTypes,
  ggufMagic,
  ggufVersion,
  storedBytes,
  valueTags,
} from './types.ts';

/** A metadata value to write. Arrays hold one scalar type; 64-bit integers are bigints. */
export type MetadataValue =
  | { type: 'uint32' | 'int32' | 'float32'; value: number }
  | { type: 'uint64'; value: bigint }
  | { type: 'bool'; value: boolean }
  | { type: 'string'; value: string }
  | { type: 'array'; of: 'int32' | 'uint32' | 'float32'; values: readonly number[] }
  | { type: 'array'; of: 'string'; values: readonly string[] };

/** The scalar types that Bittern writes. */
type WrittenScalar = 'uint32' | 'int32' | 'float32' | 'uint64' | 'bool' | 'string';

/** Metadata in the order in which it is written. */
export type Metadata = ReadonlyMap<string, MetadataValue>;

/** A tensor to write; `shape` is in ggml's order, the length of a row first. */
export interface TensorShape {
  readonly name: string;
  readonly type: GgmlType;
  readonly shape: readonly number[];
}

/** Where a tensor's bytes go in the file. */
export interface TensorPlace {
  /** From the start of the file. */
  readonly offset: number;
  readonly bytes: number;
}

/** A GGUF file before its numbers: the header's bytes, padded, and the place of every tensor. */
export interface GgufLayout {
  readonly header: Buffer;
  readonly places: readonly TensorPlace[];
  readonly fileBytes: number;
}

/** Bytes of one tensor as stored. */
export function tensorBytes(tensor: TensorShape): number {
  return storedBytes(
    tensor.type,
    tensor.shape.reduce((product, length) => product * length, 1),
  );
}

/** Collects little-endian fields in a buffer that grows: a vocabulary alone has a hundred thousand of them. */
class FieldWriter {
  #bytes = Buffer.alloc(1 << 16);
  length = 0;

  /** Where the next `count` bytes go. */
  #reserve(count: number): number {
    const start = this.length;
    this.length += count;
    if (this.length > this.#bytes.length)
      this.#bytes = Buffer.concat([this.#bytes], Math.max(this.length, 2 * this.#bytes.length));
    return start;
  }
  uint32(value: number): void {
    const start = this.#reserve(4);
    this.#bytes.writeUInt32LE(value, start);
  }
  uint64(value: number | bigint): void {
    const start = this.#reserve(8);
    this.#bytes.writeBigUInt64LE(BigInt(value), start);
  }
  string(value: string): void {
    const bytes = Buffer.byteLength(value);
    this.uint64(bytes);
    const start = this.#reserve(bytes);
    this.#bytes.write(value, start);
  }
  scalar(type: WrittenScalar, value: number | bigint | boolean | string): void {
    if (type === 'string') this.string(value as string);
    else if (type === 'uint64') this.uint64(value as bigint);
    else if (type === 'uint32') this.uint32(value as number);
    else {
      const start = this.#reserve(type === 'bool' ? 1 : 4);
      if (type === 'bool') this.#bytes[start] = value ? 1 : 0;
      else if (type === 'float32') this.#bytes.writeFloatLE(value as number, start);
      else this.#bytes.writeInt32LE(value as number, start);
    }
  }
  value(value: MetadataValue): void {
    this.uint32(valueTags[value.type]);
    if (value.type !== 'array') {
      this.scalar(value.type, value.value);
      return;
    }
    this.uint32(valueTags[value.of]);
    this.uint64(value.values.length);
    for (const element of value.values) this.scalar(value.of, element);
  }
  padTo(alignment: number): void {
    const start = this.#reserve(aligned(this.length, alignment) - this.length);
    this.#bytes.fill(0, start, this.length);
  }
  all(): Buffer {
    return this.#bytes.subarray(0, this.length);
  }
}

/** Lays out a GGUF file: its header, and where each tensor's bytes have to be written, in the order given. */
export function layOutGguf(metadata: Metadata, tensors: readonly TensorShape[]): GgufLayout {
  const writer = new FieldWriter();
  writer.uint32(ggufMagic);
  writer.uint32(ggufVersion);
  writer.uint64(tensors.length);
  writer.uint64(metadata.size);
  for (const [key, value] of metadata) {
    writer.string(key);
    writer.value(value);
  }
  const relative: number[] = [];
  let end = 0;
  for (const tensor of tensors) {
    relative.push(end);
    writer.string(tensor.name);
    writer.uint32(tensor.shape.length);
    for (const length of tensor.shape) writer.uint64(length);
    writer.uint32(ggmlTypes[tensor.type].id);
    writer.uint64(end);
    end = aligned(end + tensorBytes(tensor), defaultAlignment);
  }
  writer.padTo(defaultAlignment);
  const header = writer.all();
  const places = tensors.map((tensor, index) => ({
    offset: header.length + relative[index]!,
    bytes: tensorBytes(tensor),
  }));
  return { header, places, fileBytes: header.length + end };
}
