import { statSync, truncateSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inspectGguf } from '../../../../main/models/convert/gguf/inspect.ts';
import {
  layOutGguf,
  type MetadataValue,
  type TensorShape,
} from '../../../../main/models/convert/gguf/layout.ts';
import { Folder } from '../../../support/checkpoint/folder.ts';
import { makeSmallGguf } from '../../../support/checkpoint/gguf.ts';

const folder = new Folder();
afterAll(() => folder[Symbol.dispose]());

const text = (value: string): MetadataValue => ({ type: 'string', value });
const count = (value: number): MetadataValue => ({ type: 'uint32', value });

/** A file with a header and zeros for weights. */
function writeModel(name: string, metadata: Record<string, MetadataValue>, tensors: TensorShape[]): string {
  const layout = layOutGguf(new Map(Object.entries(metadata)), tensors);
  writeFileSync(
    folder.of(name),
    Buffer.concat([layout.header, Buffer.alloc(layout.fileBytes - layout.header.length)]),
  );
  return folder.of(name);
}

const oneTensor: TensorShape[] = [{ name: 'token_embd.weight', type: 'F32', shape: [32, 4] }];

describe('looking at a model file before it is loaded', () => {
  const path = folder.of('model.gguf');
  beforeAll(() => makeSmallGguf(path, { vocabulary: 512, recipe: 'IQ4_NL', name: 'Small, but true' }));

  it('says what a converted BTLM is', async () => {
    expect(await inspectGguf(path)).toMatchObject({
      kind: 'btlm',
      isBtlm: true,
      architecture: 'jais',
      name: 'Small, but true',
      recipe: 'IQ4_NL',
      contextTokens: 8192,
      layers: 2,
      width: 160,
      heads: 2,
      fileBytes: statSync(path).size,
      tokenizer: { model: 'gpt2', pre: 'gpt-2', tokens: 512 },
      weightsDigest: expect.stringMatching(/^[0-9a-f]{64}$/),
      metadataHash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  it('tells two models of one shape apart', async () => {
    await makeSmallGguf(folder.of('other.gguf'), {
      vocabulary: 512,
      recipe: 'IQ4_NL',
      name: 'Small, but true',
      seed: 2,
    });
    const [one, other] = [await inspectGguf(path), await inspectGguf(folder.of('other.gguf'))];
    expect(one.fileBytes).toBe(other.fileBytes);
    expect(one.metadataHash).not.toBe(other.metadataHash);
  });

  it.each(['bert', 'nomic-bert'])('knows a %s model as one for search', async (architecture) => {
    const encoder = writeModel(
      'encoder.gguf',
      {
        'general.architecture': text(architecture),
        [`${architecture}.context_length`]: count(512),
        [`${architecture}.block_count`]: count(12),
        [`${architecture}.embedding_length`]: count(32),
        [`${architecture}.attention.head_count`]: count(4),
      },
      oneTensor,
    );
    expect(await inspectGguf(encoder)).toMatchObject({
      kind: 'embedding',
      isBtlm: false,
      contextTokens: 512,
    });
  });

  it('refuses another architecture by name', async () => {
    const llama = writeModel('llama.gguf', { 'general.architecture': text('llama') }, oneTensor);
    await expect(inspectGguf(llama)).rejects.toThrow('it is a “llama” model. Bittern answers with BTLM only');
  });

  it('refuses the Jais models themselves, which only share the architecture', async () => {
    const jais = writeModel(
      'jais.gguf',
      {
        'general.architecture': text('jais'),
        'jais.embedding_length': count(2048),
        'jais.attention.head_count': count(16),
      },
      oneTensor,
    );
    await expect(inspectGguf(jais)).rejects.toThrow('it is a Jais model, not BTLM (its head size is 128)');
  });

  it('refuses a BTLM that lacks a tensor', async () => {
    const hollow = writeModel(
      'hollow.gguf',
      {
        'general.architecture': text('jais'),
        'jais.embedding_length': count(160),
        'jais.attention.head_count': count(2),
        'jais.feed_forward_length': count(256),
        'jais.block_count': count(2),
        'jais.attention.max_alibi_bias': { type: 'float32', value: 8 },
        'tokenizer.ggml.model': text('gpt2'),
        'tokenizer.ggml.tokens': { type: 'array', of: 'string', values: ['a', 'b', 'c', 'd'] },
      },
      [{ name: 'token_embd.weight', type: 'F32', shape: [160, 4] }],
    );
    await expect(inspectGguf(hollow)).rejects.toThrow('the tensor output.weight is missing');
  });

  it('refuses a file without weights, without a kind, or in parts', async () => {
    const empty = writeModel('empty.gguf', { 'general.architecture': text('jais') }, []);
    await expect(inspectGguf(empty)).rejects.toThrow('it holds no weights');
    const nameless = writeModel('nameless.gguf', {}, oneTensor);
    await expect(inspectGguf(nameless)).rejects.toThrow('what kind of model it is');
    const part = writeModel(
      'part.gguf',
      { 'general.architecture': text('jais'), 'split.count': count(3) },
      oneTensor,
    );
    await expect(inspectGguf(part)).rejects.toThrow('one part of a model in several files');
  });

  it('refuses a BTLM that is cut short', async () => {
    truncateSync(folder.of('other.gguf'), statSync(folder.of('other.gguf')).size - 5000);
    await expect(inspectGguf(folder.of('other.gguf'))).rejects.toThrow('it is cut short');
  });
});
