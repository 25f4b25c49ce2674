import { describe, expect, it } from 'vitest';
import type { FileInfo, Library } from '../../../main/runtime/engine/library.ts';
import { amxPackingBytes, leftInFile, neighbourhoodBytes } from '../../../main/runtime/engine/packing.ts';

const types = { F32: 0, Q4_0: 2, Q4_1: 3, Q8_0: 8, Q4_K: 12, Q5_K: 13, Q6_K: 14, IQ4_NL: 20, IQ4_XS: 23 };
type Type = keyof typeof types;

function library(systemInfo: string, backend: Library['backend'] = 'cpu'): Library {
  return { module: { GgmlType: types }, llama: { systemInfo }, backend } as unknown as Library;
}

const laptop = library('CPU : AVX = 1 | AVX2 = 1 | F16C = 1');
const withAmx = library('CPU : AVX2 = 1 | AVX512 = 1 | AMX_INT8 = 1');
const old = library('CPU : SSE3 = 1 | AVX = 1');

/** The head of a file with these tensors, a hundred bytes of head, and a thousand bytes a tensor or what is given. */
function file(...tensors: [name: string, type: Type, dimensions: number[], bytes?: number][]) {
  let end = 100;
  const fullTensorInfo = tensors.map(([name, type, dimensions, bytes = 1000]) => {
    const fileOffset = end;
    end += bytes;
    return { name, ggmlType: types[type], dimensions, fileOffset };
  });
  return { head: { fullTensorInfo, splicedParts: 1 } as unknown as FileInfo, bytes: end };
}

/** As Bittern stores it: what is used as it lies there comes first, the matrices lie together, a vector is last. */
const model = (matrix: Type) =>
  file(
    ['token_embd.weight', 'Q6_K', [2560, 50_257], 10_000],
    ['output.weight', 'Q6_K', [2560, 50_257], 5000],
    ['output_norm.weight', 'F32', [2560], 20],
    ['blk.0.attn_norm.weight', 'F32', [2560], 10],
    ['blk.0.attn_qkv.weight', matrix, [2560, 7680], 60_000],
    ['blk.0.attn_output.weight', matrix, [2560, 2560], 25_000],
    ['blk.0.attn_output.bias', 'F32', [2560], 10],
  );

describe('what of a model stays in its file', () => {
  it.each([
    ['IQ4_NL on a laptop', laptop, 'IQ4_NL'],
    ['Q4_K on a laptop', laptop, 'Q4_K'],
    ['Q4_K with AMX', withAmx, 'Q4_K'],
    ['Q8_0 with AMX', withAmx, 'Q8_0'],
  ] as const)('is its embedding and all that is not packed: %s', (_name, machine, matrix) => {
    const { head, bytes } = model(matrix);
    expect(leftInFile(machine, head, bytes)).toEqual({
      start: 10_100,
      end: 100_140,
      lookedUp: { start: 100, end: 10_100 },
      neighbours: 2 * neighbourhoodBytes,
    });
  });

  it.each([
    ['the processor has no packed kernels', old, 'Q4_K'],
    ['the format has none on a laptop', laptop, 'Q8_0'],
    ['the weights are on a GPU', library('AVX2 = 1', 'vulkan'), 'Q4_K'],
  ] as const)('is nothing when %s', (_name, machine, matrix) => {
    const { head, bytes } = model(matrix);
    expect(leftInFile(machine, head, bytes)).toBeNull();
  });

  it('is nothing when it is strewn all over the file', () => {
    const layers = Array.from(
      { length: 8 },
      (_, layer): Parameters<typeof file> => [
        [`blk.${layer}.attn_norm.weight`, 'F32', [2560], 10],
        [`blk.${layer}.attn_qkv.weight`, 'Q4_K', [2560, 7680], 60_000],
      ],
    );
    const head: Parameters<typeof file> = [
      ['token_embd.weight', 'Q6_K', [2560, 50_257], 10_000],
      ['output.weight', 'Q6_K', [2560, 50_257], 5000],
    ];
    const last: Parameters<typeof file> = [['output_norm.weight', 'F32', [2560], 10]];
    const few = file(...head, ...layers.slice(0, 7).flat(), ...last);
    expect(leftInFile(laptop, few.head, few.bytes)).not.toBeNull();
    const many = file(...head, ...layers.flat(), ...last);
    expect(leftInFile(laptop, many.head, many.bytes)).toBeNull();
  });

  it('is nothing when the embedding is the output matrix as well, which every token reads', () => {
    const { head, bytes } = file(
      ['token_embd.weight', 'Q6_K', [2560, 50_257], 5000],
      ['output_norm.weight', 'F32', [2560], 10],
      ['blk.0.ffn_up.weight', 'Q4_K', [2560, 6912], 95_000],
    );
    expect(leftInFile(laptop, head, bytes)).toBeNull();
  });
});

describe('packing for AMX', () => {
  it('makes scales of whole bytes of each block of 256, in matrices that are packed', () => {
    const { head } = model('Q4_K');
    expect(amxPackingBytes(withAmx, head)).toBe(((2560 * (7680 + 2560)) / 256) * 4);
    expect(amxPackingBytes(laptop, head)).toBe(0);
    expect(amxPackingBytes(withAmx, model('Q8_0').head)).toBe(0);
  });
});
