import type { ScalarType } from '../checkpoint/tensor.ts';

/** A checkpoint's numbers as they were read, before conversion: 16-bit patterns, or 32-bit ones. */
export type Scalars = Uint16Array | Uint32Array;

/** A view of raw bytes as numbers of a type. The bytes must be aligned to the size of one. */
export function viewScalars(
  type: ScalarType,
  buffer: ArrayBufferLike,
  offset: number,
  count: number,
): Scalars {
  return type === 'F32' ? new Uint32Array(buffer, offset, count) : new Uint16Array(buffer, offset, count);
}

let halfTable: Uint32Array | undefined;

/** The float32 bit pattern of one IEEE half: sign, exponent moved from bias 15 to 127, fraction widened from 10 to 23 bits. */
function widenHalf(half: number): number {
  const sign = (half & 0x8000) << 16;
  const exponent = (half >> 10) & 31;
  let fraction = half & 0x3ff;
  if (exponent === 31) return (sign | 0x7f800000 | (fraction << 13)) >>> 0;
  if (exponent !== 0) return (sign | ((exponent + 112) << 23) | (fraction << 13)) >>> 0;
  if (fraction === 0) return sign >>> 0;
  // A subnormal half is a normal float32: shift until the leading one is implicit.
  let shift = 0;
  while ((fraction & 0x400) === 0) {
    fraction <<= 1;
    shift += 1;
  }
  return (sign | ((113 - shift) << 23) | ((fraction & 0x3ff) << 13)) >>> 0;
}

/** Float32 bit patterns of all 65,536 halves. */
export function halfPatterns(): Uint32Array {
  halfTable ??= Uint32Array.from({ length: 65_536 }, (_, half) => widenHalf(half));
  return halfTable;
}

/** True when all numbers are finite: no NaN, no infinity, which both have every exponent bit set. */
export function allFinite(type: ScalarType, numbers: Scalars): boolean {
  const mask = type === 'F32' ? 0x7f800000 : type === 'BF16' ? 0x7f80 : 0x7c00;
  for (let index = 0; index < numbers.length; index++) if ((numbers[index]! & mask) === mask) return false;
  return true;
}
