/** The number formats that a checkpoint's weights may have. */
export type ScalarType = 'F32' | 'F16' | 'BF16';

export const scalarBytes: Readonly<Record<ScalarType, number>> = { F32: 4, F16: 2, BF16: 2 };

/** A tensor in a checkpoint: where its numbers stand, one after the other, row by row, little-endian. */
export interface StoredTensor {
  readonly name: string;
  readonly type: ScalarType;
  readonly shape: readonly number[];
  readonly path: string;
  /** In bytes from the start of the file. */
  readonly offset: number;
  readonly bytes: number;
}

/** How many numbers a shape holds; 1 for a scalar. */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}
