import { usesInstruction } from '../instructions.ts';
import type { LeftInFile } from '../interface.ts';
import type { FileInfo, Library } from './library.ts';

type Tensor = NonNullable<FileInfo['fullTensorInfo']>[number];

/**
 * How much a block of 256 weights grows when ggml packs it for AMX: its sixteen scales and minimums of 6 bits, 12 bytes, become
 * bytes. Other formats keep their size. Source: `ggml/src/ggml-cpu/amx/mmq.cpp`, `get_row_size`.
 */
const amxGrownBytes = 4;
const amxBlockWeights = 256;
/** Matrices are packed whose rows come in multiples of this. Sources: `amx/amx.cpp`, `supports_op`, and `repack.cpp`, there. */
const amxRows = 32;
const repackedRows = 8;
/** More of a model than this is not left in its file: it lies in small pages there, which every token would be slower for. */
const mostLeft = 0.1;
/**
 * What is left has to lie in as few pieces as this: each brings its neighbourhood into memory. Files that Bittern wrote before it
 * put those tensors together have some two hundred.
 */
const mostPieces = 8;
/** As much as Linux maps at once of a file that is in memory: one of the pieces in which it holds files. Measured. */
export const neighbourhoodBytes = 512 * 1024;

/** Bytes that the weights take in memory beyond their size in the file, which llama.cpp's own reckoning leaves out. */
export function amxPackingBytes(library: Library, head: FileInfo): number {
  if (!usesAmx(library)) return 0;
  const { Q4_K, Q5_K } = library.module.GgmlType;
  return (head.fullTensorInfo ?? [])
    .filter((tensor) => (tensor.ggmlType === Q4_K || tensor.ggmlType === Q5_K) && isPacked(library, tensor))
    .map(
      ({ dimensions }) => dimensions.reduce<number>((all, size) => all * Number(size), 1) / amxBlockWeights,
    )
    .reduce((sum, blocks) => sum + blocks * amxGrownBytes, 0);
}

/**
 * What of a model can stay in its file while it runs: what ggml does not pack anew, when that is little enough and lies together. Null
 * when the matrices are used as they lie in the file, and on a GPU.
 */
export function leftInFile(library: Library, head: FileInfo, fileBytes: number): LeftInFile | null {
  if (library.backend !== 'cpu' || head.splicedParts > 1) return null;
  const tensors = (head.fullTensorInfo ?? [])
    .map((tensor) => ({ tensor, start: Number(tensor.fileOffset) }))
    .sort((a, b) => a.start - b.start)
    .map(({ tensor, start }, index, all) => ({ tensor, start, end: all[index + 1]?.start ?? fileBytes }));
  const hasOutput = tensors.some(({ tensor }) => tensor.name === 'output.weight');
  const isLookedUp = ({ name }: Tensor): boolean => hasOutput && name === 'token_embd.weight';
  const isLeft = tensors.map(({ tensor }) => isLookedUp(tensor) || !isPacked(library, tensor));
  const pieces = isLeft.filter((left, index) => left && !isLeft[index - 1]).length;
  const lookedUp = tensors.find(({ tensor }) => isLookedUp(tensor));
  const inPlace = tensors.filter((each, index) => isLeft[index] && each !== lookedUp);
  const used = inPlace.reduce((sum, { start, end }) => sum + end - start, 0);
  if (!lookedUp || used > mostLeft * fileBytes || pieces > mostPieces) return null;
  return {
    start: inPlace[0]?.start ?? 0,
    end: inPlace.at(-1)?.end ?? 0,
    lookedUp: { start: lookedUp.start, end: lookedUp.end },
    neighbours: pieces * neighbourhoodBytes,
  };
}

function isPacked(library: Library, { ggmlType, dimensions }: Tensor): boolean {
  const [, rows] = dimensions.map(Number);
  if (rows === undefined) return false;
  const { Q4_0, Q4_1, Q8_0, Q4_K, Q5_K, Q6_K, IQ4_XS, IQ4_NL } = library.module.GgmlType;
  if (
    usesAmx(library) &&
    rows % amxRows === 0 &&
    [Q4_0, Q4_1, Q8_0, Q4_K, Q5_K, Q6_K, IQ4_XS].includes(ggmlType)
  )
    return true;
  return repacks(library) && rows % repackedRows === 0 && [Q4_0, Q4_K, IQ4_NL].includes(ggmlType);
}

function usesAmx({ llama, backend }: Library): boolean {
  return backend === 'cpu' && usesInstruction(llama.systemInfo, 'AMX_INT8');
}

/** Whether ggml has packed kernels for this processor; others than these have them for some formats only. */
function repacks({ llama }: Library): boolean {
  return usesInstruction(llama.systemInfo, 'AVX2') || usesInstruction(llama.systemInfo, 'DOTPROD');
}
