import type { ScalarType } from '../../../main/models/convert/checkpoint/tensor.ts';

/** A tensor as PyTorch would pickle it: a view of a storage. All figures count numbers. */
export interface PickledTensor {
  readonly name: string;
  readonly type: ScalarType;
  readonly shape: readonly number[];
  /** Name of the storage's entry under `data/`. */
  readonly storage: string;
  readonly storageCount: number;
  readonly offset?: number;
  readonly strides?: readonly number[];
}

const storageTypes: Readonly<Record<ScalarType, string>> = {
  F32: 'FloatStorage',
  F16: 'HalfStorage',
  BF16: 'BFloat16Storage',
};

/** Writes pickle instructions, protocol 2, the way PyTorch does (without its memo, which a reader must not need). */
export class PickleWriter {
  readonly #parts: Buffer[] = [Buffer.from([0x80, 2])];

  raw(...bytes: number[]): this {
    this.#parts.push(Buffer.from(bytes));
    return this;
  }
  global(module: string, name: string): this {
    this.#parts.push(Buffer.from(`c${module}\n${name}\n`));
    return this;
  }
  string(text: string): this {
    const bytes = Buffer.from(text);
    const head = Buffer.alloc(5, 0x58);
    head.writeUInt32LE(bytes.length, 1);
    this.#parts.push(head, bytes);
    return this;
  }
  /** Whole numbers as PyTorch writes them: 31 bits in BININT, more in LONG1. */
  integer(value: number): this {
    if (value < 2 ** 31) {
      const part = Buffer.alloc(5, 0x4a);
      part.writeInt32LE(value, 1);
      this.#parts.push(part);
    } else {
      const part = Buffer.alloc(10, 0x8a);
      part[1] = 8;
      part.writeBigInt64LE(BigInt(value), 2);
      this.#parts.push(part);
    }
    return this;
  }
  tuple(values: readonly number[]): this {
    this.raw(0x28);
    for (const value of values) this.integer(value);
    return this.raw(0x74);
  }
  orderedDict(): this {
    return this.global('collections', 'OrderedDict').raw(0x29, 0x52);
  }
  tensor(tensor: PickledTensor): this {
    const strides = tensor.strides ?? contiguousStrides(tensor.shape);
    this.global('torch._utils', '_rebuild_tensor_v2').raw(0x28, 0x28);
    this.string('storage').global('torch', storageTypes[tensor.type]).string(tensor.storage);
    this.string('cpu').integer(tensor.storageCount).raw(0x74, 0x51);
    this.integer(tensor.offset ?? 0)
      .tuple(tensor.shape)
      .tuple(strides)
      .raw(0x89);
    return this.orderedDict().raw(0x74, 0x52);
  }
  stop(): Buffer {
    return Buffer.concat([...this.#parts, Buffer.from('.')]);
  }
}

/** Strides of numbers that stand one after the other. */
export function contiguousStrides(shape: readonly number[]): number[] {
  return shape.map((_, axis) => shape.slice(axis + 1).reduce((product, length) => product * length, 1));
}

/** The pickle of a state dict, with the version attribute that modules carry. */
export function pickleStateDict(tensors: readonly PickledTensor[]): Buffer {
  const writer = new PickleWriter().orderedDict().raw(0x28);
  for (const tensor of tensors) writer.string(tensor.name).tensor(tensor);
  // SETITEMS, then BUILD with {'_metadata': OrderedDict()}.
  return writer.raw(0x75, 0x7d).string('_metadata').orderedDict().raw(0x73, 0x62).stop();
}
