/**
 * The numbers of the GGUF format, version 3, and of ggml's tensor types.
 * Source: the GGUF specification in the ggml project, and `ggml.h` (`enum ggml_type`, block layouts in `ggml-common.h`).
 */

export const ggufMagic = 0x46554747; // "GGUF", little-endian
export const ggufVersion = 3;
export const defaultAlignment = 32;

/** Tags of metadata values, as they stand in the file. */
export const valueTags = {
  uint8: 0,
  int8: 1,
  uint16: 2,
  int16: 3,
  uint32: 4,
  int32: 5,
  float32: 6,
  bool: 7,
  string: 8,
  array: 9,
  uint64: 10,
  int64: 11,
  float64: 12,
} as const;

export type ValueType = keyof typeof valueTags;
export type ScalarValueType = Exclude<ValueType, 'array'>;

/** How a tensor's numbers are stored: `block` numbers take `bytes` bytes. */
export interface BlockLayout {
  readonly id: number;
  readonly block: number;
  readonly bytes: number;
}

/** Every tensor type that llama.cpp files in circulation use; a file with another one is refused by number. */
export const ggmlTypes = {
  F32: { id: 0, block: 1, bytes: 4 },
  F16: { id: 1, block: 1, bytes: 2 },
  Q4_0: { id: 2, block: 32, bytes: 18 },
  Q4_1: { id: 3, block: 32, bytes: 20 },
  Q5_0: { id: 6, block: 32, bytes: 22 },
  Q5_1: { id: 7, block: 32, bytes: 24 },
  Q8_0: { id: 8, block: 32, bytes: 34 },
  Q2_K: { id: 10, block: 256, bytes: 84 },
  Q3_K: { id: 11, block: 256, bytes: 110 },
  Q4_K: { id: 12, block: 256, bytes: 144 },
  Q5_K: { id: 13, block: 256, bytes: 176 },
  Q6_K: { id: 14, block: 256, bytes: 210 },
  IQ2_XXS: { id: 16, block: 256, bytes: 66 },
  IQ2_XS: { id: 17, block: 256, bytes: 74 },
  IQ3_XXS: { id: 18, block: 256, bytes: 98 },
  IQ1_S: { id: 19, block: 256, bytes: 50 },
  IQ4_NL: { id: 20, block: 32, bytes: 18 },
  IQ3_S: { id: 21, block: 256, bytes: 110 },
  IQ2_S: { id: 22, block: 256, bytes: 82 },
  IQ4_XS: { id: 23, block: 256, bytes: 136 },
  I8: { id: 24, block: 1, bytes: 1 },
  I16: { id: 25, block: 1, bytes: 2 },
  I32: { id: 26, block: 1, bytes: 4 },
  I64: { id: 27, block: 1, bytes: 8 },
  F64: { id: 28, block: 1, bytes: 8 },
  IQ1_M: { id: 29, block: 256, bytes: 56 },
  BF16: { id: 30, block: 1, bytes: 2 },
  TQ1_0: { id: 34, block: 256, bytes: 54 },
  TQ2_0: { id: 35, block: 256, bytes: 66 },
  MXFP4: { id: 39, block: 32, bytes: 17 },
} as const satisfies Record<string, BlockLayout>;

export type GgmlType = keyof typeof ggmlTypes;

/** The name of a type by its number, or undefined for a number this table does not have. */
export function ggmlTypeName(id: number): GgmlType | undefined {
  return (Object.keys(ggmlTypes) as GgmlType[]).find((name) => ggmlTypes[name].id === id);
}

/** Bytes of `elements` numbers stored as `type`; `elements` must be a whole number of blocks. */
export function storedBytes(type: GgmlType, elements: number): number {
  const { block, bytes } = ggmlTypes[type];
  if (elements % block !== 0) throw new Error(`${elements} numbers are no whole number of ${type} blocks.`);
  return (elements / block) * bytes;
}

/** `offset` moved up to the next multiple of `alignment`. */
export function aligned(offset: number, alignment: number): number {
  return Math.ceil(offset / alignment) * alignment;
}

/** `general.file_type` of llama.cpp (`enum llama_ftype`) for the types a whole file can be made of here. */
export const fileTypes = { F32: 0, F16: 1, Q8_0: 7, Q4_K: 15, Q5_K: 17, IQ4_NL: 25 } as const;
