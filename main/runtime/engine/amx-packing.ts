import { usesInstruction } from '../instructions.ts';
import type { FileInfo, Library } from './library.ts';

/**
 * How much a block of 256 weights grows when ggml packs it for AMX: its sixteen scales and minimums of 6 bits, 12 bytes, become
 * bytes. Source: `ggml/src/ggml-cpu/amx/mmq.cpp`, `get_row_size`. Other formats keep their size.
 */
const grownBytes = 4;
const blockWeights = 256;

/** Bytes that the weights take in memory beyond their size in the file, which llama.cpp's own reckoning leaves out. */
export function amxPackingBytes({ module, llama, backend }: Library, { fullTensorInfo }: FileInfo): number {
  if (backend !== 'cpu' || !usesInstruction(llama.systemInfo, 'AMX_INT8')) return 0;
  const { Q4_K, Q5_K } = module.GgmlType;
  const blocks = (fullTensorInfo ?? [])
    .filter(({ ggmlType, dimensions }) => (ggmlType === Q4_K || ggmlType === Q5_K) && dimensions.length > 1)
    .map(({ dimensions }) => dimensions.reduce<number>((all, size) => all * Number(size), 1) / blockWeights);
  return blocks.reduce((sum, count) => sum + count * grownBytes, 0);
}
