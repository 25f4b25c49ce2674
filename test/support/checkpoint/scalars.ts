import type { ScalarType } from '../../../main/models/convert/checkpoint/tensor.ts';

/** The nearest bfloat16 of a float32, ties to even, as PyTorch rounds. */
function toBfloat16(bits: number): number {
  return (bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16;
}

/** The nearest IEEE half of a number, ties to even; beyond the range infinity. */
function toHalf(value: number): number {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.abs(value);
  if (Number.isNaN(value)) return 0x7e00;
  if (size === 0) return sign;
  if (size >= 65_520) return sign | 0x7c00;
  const exponent = Math.max(-14, Math.floor(Math.log2(size)));
  const scaled = size / 2 ** (exponent - 10);
  const floor = Math.floor(scaled);
  const rest = scaled - floor;
  const rounded = rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
  // Rounding up to the next power of two carries into the exponent by itself.
  return exponent === -14 && rounded < 1024
    ? sign | rounded
    : sign | (((exponent + 15) << 10) + (rounded - 1024));
}

/** The bytes of float32 numbers stored as another type, little-endian. */
export function encodeScalars(type: ScalarType, numbers: Float32Array): Buffer {
  if (type === 'F32') return Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength);
  const encoded = new Uint16Array(numbers.length);
  if (type === 'BF16') {
    const bits = new Uint32Array(numbers.buffer, numbers.byteOffset, numbers.length);
    for (let index = 0; index < numbers.length; index++) encoded[index] = toBfloat16(bits[index]!);
  } else for (let index = 0; index < numbers.length; index++) encoded[index] = toHalf(numbers[index]!);
  return Buffer.from(encoded.buffer);
}

/** What is left of numbers once they were stored as a type: the values a reader of the file gets. */
export function roundScalars(type: ScalarType, numbers: Float32Array): Float32Array {
  if (type === 'F32') return numbers;
  if (type === 'F16')
    return numbers.map((value) => {
      const half = toHalf(value);
      const exponent = (half >> 10) & 31;
      const size =
        exponent === 0 ? (half & 0x3ff) * 2 ** -24 : (1 + (half & 0x3ff) / 1024) * 2 ** (exponent - 15);
      return half & 0x8000 ? -size : size;
    });
  const bits = new Uint32Array(numbers.buffer, numbers.byteOffset, numbers.length);
  const rounded = new Uint32Array(numbers.length);
  for (let index = 0; index < numbers.length; index++) rounded[index] = toBfloat16(bits[index]!) << 16;
  return new Float32Array(rounded.buffer);
}
