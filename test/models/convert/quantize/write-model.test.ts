import {
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  readSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import koffi from 'koffi';
import { describe, expect, it, vi } from 'vitest';
import { openCheckpoint } from '../../../../main/models/convert/checkpoint/index.ts';
import { type GgufTensor, readGguf } from '../../../../main/models/convert/gguf/reader.ts';
import { ggmlTypes } from '../../../../main/models/convert/gguf/types.ts';
import { claimOutput, claimPath } from '../../../../main/models/convert/quantize/claim.ts';
import { ggmlLibraryPath } from '../../../../main/models/convert/quantize/library.ts';
import { partialPaths } from '../../../../main/models/convert/quantize/partial.ts';
import { planConversion } from '../../../../main/models/convert/quantize/plan.ts';
import { type WrittenModel, writeModel } from '../../../../main/models/convert/quantize/write-model.ts';
import type { Progress, Recipe } from '../../../../preload/contract/index.ts';
import { Folder } from '../../../support/checkpoint/folder.ts';
import { makeSmallBtlm } from '../../../support/checkpoint/index.ts';
import { roundScalars } from '../../../support/checkpoint/scalars.ts';

// Models are made and run: seconds on a quiet machine, more on one that is busy.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

interface Options {
  threads?: number;
  signal?: AbortSignal;
  onProgress?: (progress: Progress) => void;
}

async function convert(
  source: string,
  output: string,
  recipe: Recipe,
  options: Options = {},
): Promise<WrittenModel> {
  const plan = planConversion(await openCheckpoint(source), recipe, 'Small');
  return writeModel(plan, {
    output,
    threads: options.threads ?? 0,
    signal: options.signal ?? new AbortController().signal,
    onProgress: options.onProgress ?? (() => {}),
  });
}

/** ggml's own entry, bound here a second time so that nothing of the converter stands between. */
const ggml = koffi.load(ggmlLibraryPath());
const ggmlQuantizeChunk = ggml.func(
  'size_t ggml_quantize_chunk(int type, const float *src, void *dst, int64_t start, int64_t nrows, int64_t n_per_row, const float *imatrix)',
);

function quantized(tensor: GgufTensor, rows: Float32Array): Buffer {
  const bytes = Buffer.alloc(tensor.bytes);
  if (tensor.type === 'F32') return Buffer.from(rows.buffer);
  const [columns = 1, count = 1] = tensor.shape;
  ggmlQuantizeChunk(ggmlTypes[tensor.type].id, rows, bytes, 0, count, columns, null);
  return bytes;
}

/** Rows as ggml wants them, from numbers `[in, out]`, in the plainest way. */
function transposed(
  numbers: Float32Array,
  from: number,
  to: number,
  columns: number,
  rows: number,
): Float32Array {
  const result = new Float32Array(rows * columns);
  for (let row = 0; row < to; row++)
    for (let column = 0; column < from; column++)
      result[row * columns + column] = numbers[column * to + row]!;
  return result;
}

function bytesOf(path: string, tensor: GgufTensor): Buffer {
  const bytes = Buffer.alloc(tensor.bytes);
  const descriptor = openSync(path, 'r');
  readSync(descriptor, bytes, 0, bytes.length, tensor.offset);
  closeSync(descriptor);
  return bytes;
}

describe('the tensors of a converted model', () => {
  it.each([
    { recipe: 'IQ4_NL', heads: 2, type: 'BF16' },
    { recipe: 'Q4_K', heads: 16, type: 'BF16' },
    { recipe: 'Q5_K', heads: 16, type: 'F16' },
    { recipe: 'Q8_0', heads: 3, type: 'F32' },
    { recipe: 'F16', heads: 2, type: 'F32' },
    { recipe: 'F32', heads: 2, type: 'F16' },
  ] as const)(
    'are $recipe as ggml_quantize_chunk makes them of the same $type numbers',
    async ({ recipe, heads, type }) => {
      using folder = new Folder();
      const small = makeSmallBtlm(folder.path, { heads, type, layers: 1, innerWidth: 86 });
      await convert(folder.path, folder.of('model.gguf'), recipe);
      const file = await readGguf(folder.of('model.gguf'));
      const { width, innerWidth, embeddingScale, outputScale } = small.config;
      const numbers = (name: string) => roundScalars(type, small.weights.get(`transformer.${name}`)!.numbers);
      const scaled = (scale: number) => numbers('wte.weight').map((value) => value * Math.fround(scale));
      const padded = (values: Float32Array) => {
        const result = new Float32Array(256);
        result.set(values);
        return result;
      };
      const expected: Record<string, Float32Array> = {
        'token_embd.weight': scaled(embeddingScale),
        'output.weight': scaled(outputScale),
        'output_norm.weight': numbers('ln_f.weight'),
        'blk.0.attn_qkv.weight': transposed(
          numbers('h.0.attn.c_attn.weight'),
          width,
          3 * width,
          width,
          3 * width,
        ),
        'blk.0.attn_qkv.bias': numbers('h.0.attn.c_attn.bias'),
        'blk.0.attn_output.weight': transposed(numbers('h.0.attn.c_proj.weight'), width, width, width, width),
        'blk.0.ffn_up.weight': transposed(numbers('h.0.mlp.c_fc.weight'), width, innerWidth, width, 256),
        'blk.0.ffn_gate.weight': transposed(numbers('h.0.mlp.c_fc2.weight'), width, innerWidth, width, 256),
        'blk.0.ffn_gate.bias': padded(numbers('h.0.mlp.c_fc2.bias')),
        'blk.0.ffn_down.weight': transposed(numbers('h.0.mlp.c_proj.weight'), innerWidth, width, 256, width),
        'blk.0.ffn_norm.bias': numbers('h.0.ln_2.bias'),
      };
      for (const [name, rows] of Object.entries(expected)) {
        const tensor = file.tensors.find((each) => each.name === name)!;
        expect(bytesOf(folder.of('model.gguf'), tensor).equals(quantized(tensor, rows)), name).toBe(true);
      }
    },
  );

  it('are the same bytes whatever the form of the checkpoint and the number of threads', async () => {
    using folder = new Folder();
    const forms = ['bin', 'bin-sharded', 'safetensors', 'safetensors-sharded'] as const;
    const files: Buffer[] = [];
    for (const [index, form] of forms.entries()) {
      makeSmallBtlm(folder.of(form), { form, innerWidth: 600 });
      await convert(folder.of(form), folder.of('model.gguf'), 'Q8_0', { threads: index });
      files.push(readFileSync(folder.of('model.gguf')));
    }
    for (const file of files) expect(file.equals(files[0]!)).toBe(true);
  });
});

describe('a conversion', () => {
  it('measures how far the stored weights are from the checkpoint’s', async () => {
    using folder = new Folder();
    makeSmallBtlm(folder.path, { heads: 16, innerWidth: 100, layers: 1 });
    const { relativeErrors } = await convert(folder.path, folder.of('model.gguf'), 'Q4_K');
    expect(relativeErrors.attn_qkv).toBeGreaterThan(0.06);
    expect(relativeErrors.attn_qkv).toBeLessThan(0.09);
    expect(relativeErrors.output).toBeLessThan(0.025);
    expect(relativeErrors.vector).toBe(0);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('names the tensor in which a weight is %d', async (bad) => {
    using folder = new Folder();
    const name = 'transformer.h.1.mlp.c_proj.weight';
    for (const type of ['BF16', 'F16', 'F32'] as const) {
      makeSmallBtlm(folder.path, {
        type,
        change: (weights) => {
          weights.get(name)!.numbers[12_345] = bad;
        },
      });
      await expect(convert(folder.path, folder.of('model.gguf'), 'IQ4_NL')).rejects.toThrow(
        `${name} has weights that are not numbers`,
      );
      expect(existsSync(folder.of('model.gguf'))).toBe(false);
    }
  });

  it('names the tensor whose weights the type cannot hold', async () => {
    using folder = new Folder();
    const name = 'transformer.h.0.attn.c_attn.weight';
    makeSmallBtlm(folder.path, {
      type: 'F32',
      change: (weights) => {
        weights.get(name)!.numbers[77] = 1e6;
      },
    });
    await expect(convert(folder.path, folder.of('model.gguf'), 'F16')).rejects.toThrow(
      `${name} has weights that cannot be stored as F16`,
    );
    await convert(folder.path, folder.of('model.gguf'), 'F32');
  });

  it('reports its progress up to the end', async () => {
    using folder = new Folder();
    makeSmallBtlm(folder.path);
    const seen: Progress[] = [];
    await convert(folder.path, folder.of('model.gguf'), 'F16', {
      onProgress: (progress) => seen.push(progress),
    });
    expect(seen[0]).toMatchObject({ done: 0, unit: 'bytes', rate: null });
    expect(seen.at(-1)!.done).toBe(seen.at(-1)!.total);
    // Twice the embedding: the output matrix is made from it too.
    expect(seen.at(-1)!.total).toBeGreaterThan(statSync(folder.of('pytorch_model.bin')).size);
  });

  it('stops when it is told to, and goes on from there', async () => {
    using folder = new Folder();
    makeSmallBtlm(folder.of('source'), { layers: 6 });
    const [output, whole] = [folder.of('model.gguf'), folder.of('whole.gguf')];
    await convert(folder.of('source'), whole, 'F16');
    const abort = new AbortController();
    const stopped = convert(folder.of('source'), output, 'F16', {
      signal: abort.signal,
      threads: 1,
      onProgress: () => {
        if (
          existsSync(partialPaths(output).journal) &&
          readFileSync(partialPaths(output).journal, 'utf8').includes('crc')
        )
          abort.abort();
      },
    });
    const outcome = await stopped.catch((thrown: unknown) => thrown);
    if (outcome instanceof Error) {
      expect(outcome.name).toBe('AbortError');
      expect(existsSync(output)).toBe(false);
    }
    const { journal, partial } = partialPaths(output);
    const resumed = await convert(folder.of('source'), output, 'F16');
    expect(readFileSync(output).equals(readFileSync(whole))).toBe(true);
    if (outcome instanceof Error) expect(resumed.resumedTensors).toBeGreaterThan(0);
    expect([existsSync(journal), existsSync(partial)]).toEqual([false, false]);
  });

  it('makes again what a crash left damaged, and anew what belongs to another conversion', async () => {
    using folder = new Folder();
    makeSmallBtlm(folder.of('source'));
    const [output, whole] = [folder.of('model.gguf'), folder.of('whole.gguf')];
    await convert(folder.of('source'), whole, 'F16');
    const stop = Object.assign(new Error('stopped for the test'), { name: 'AbortError' });
    const stopAtCheck = async (recipe: Recipe) => {
      const plan = planConversion(await openCheckpoint(folder.of('source')), recipe, 'Small');
      await expect(
        writeModel(plan, {
          output,
          threads: 0,
          signal: new AbortController().signal,
          onProgress: () => {},
          check: () => Promise.reject(stop),
        }),
      ).rejects.toThrow('stopped for the test');
      return plan;
    };
    const plan = await stopAtCheck('F16');
    const damaged = openSync(partialPaths(output).partial, 'r+');
    writeSync(damaged, Buffer.from([1, 2, 3, 4]), 0, 4, plan.tensors[7]!.place.offset + 10);
    closeSync(damaged);
    const again = await convert(folder.of('source'), output, 'F16');
    expect(again.resumedTensors).toBe(plan.tensors.length - 1);
    expect(readFileSync(output).equals(readFileSync(whole))).toBe(true);

    await stopAtCheck('Q8_0');
    expect((await convert(folder.of('source'), output, 'F16')).resumedTensors).toBe(0);
    expect(readFileSync(output).equals(readFileSync(whole))).toBe(true);
  });

  it('replaces a model, but no other file', async () => {
    using folder = new Folder();
    makeSmallBtlm(folder.path);
    const output = folder.of('ein Modell – 模型.gguf');
    await convert(folder.path, output, 'F16');
    await convert(folder.path, output, 'Q8_0');
    expect((await readGguf(output)).tensors[0]!.type).toBe('Q8_0');
    writeFileSync(folder.of('letter.txt'), 'Dear all');
    await expect(convert(folder.path, folder.of('letter.txt'), 'F16')).rejects.toThrow('is not a model file');
    expect(readFileSync(folder.of('letter.txt'), 'utf8')).toBe('Dear all');
    await expect(convert(folder.path, folder.path, 'F16')).rejects.toThrow('is a folder');
    await expect(convert(folder.path, folder.of('no/where.gguf'), 'F16')).rejects.toThrow('does not exist');
  });

  it('does not begin without room for the whole', async () => {
    using folder = new Folder();
    makeSmallBtlm(folder.path);
    const plan = planConversion(await openCheckpoint(folder.path), 'F16', 'Small');
    await expect(
      writeModel(
        { ...plan, fileBytes: 2e15 },
        {
          output: folder.of('model.gguf'),
          threads: 0,
          signal: new AbortController().signal,
          onProgress: () => {},
        },
      ),
    ).rejects.toMatchObject({ code: 'no-room', message: expect.stringContaining('needs 2,000 TB') });
    expect(existsSync(claimPath(folder.of('model.gguf')))).toBe(false);
  });

  it('does not begin beside another one to the same file, which it waits for a while', async () => {
    using folder = new Folder();
    makeSmallBtlm(folder.path);
    const output = folder.of('model.gguf');
    const plan = planConversion(await openCheckpoint(folder.path), 'F16', 'Small');
    const { partial } = partialPaths(output);
    writeFileSync(partial, 'under way');
    const other = await claimOutput(output, { signal: new AbortController().signal });
    const waits: string[] = [];
    const options = {
      output,
      threads: 0,
      signal: new AbortController().signal,
      onProgress: () => {},
      onWait: () => void waits.push('told'),
    };
    await expect(writeModel(plan, { ...options, patienceMs: 300 })).rejects.toMatchObject({ code: 'busy' });
    expect(waits).toEqual(['told']);
    expect(readFileSync(partial, 'utf8')).toBe('under way');

    const written = writeModel(plan, options);
    await delay(150);
    await other[Symbol.asyncDispose]();
    expect((await written).bytes).toBe(statSync(output).size);
    expect([existsSync(partial), existsSync(claimPath(output))]).toEqual([false, false]);
  });
});
