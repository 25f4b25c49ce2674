import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openCheckpoint } from '../../../../main/models/convert/checkpoint/index.ts';
import { NumberReader } from '../../../../main/models/convert/checkpoint/numbers.ts';
import { gpt2Vocabulary } from '../../../../main/models/convert/random/vocabulary.ts';
import { Folder } from '../../../support/checkpoint/folder.ts';
import { makeFullShape } from '../../../support/checkpoint/full-shape.ts';
import { makeSmallBtlm } from '../../../support/checkpoint/index.ts';
import { roundScalars } from '../../../support/checkpoint/scalars.ts';

const someTensor = 'transformer.h.1.mlp.c_fc2.weight';

describe('opening a checkpoint folder', () => {
  it.each(['bin', 'bin-sharded', 'safetensors', 'safetensors-sharded'] as const)(
    'finds the same tensors in the form %s',
    async (form) => {
      using folder = new Folder();
      const small = makeSmallBtlm(folder.path, { form });
      const checkpoint = await openCheckpoint(folder.path);
      expect([...checkpoint.tensors.keys()].toSorted()).toEqual([...small.weights.keys()].toSorted());
      expect(checkpoint.config).toEqual(small.config);
      expect(checkpoint.vocabulary.endOfText).toBe(511);
      using reader = new NumberReader();
      for (const name of [someTensor, 'lm_head.weight', 'transformer.ln_f.bias']) {
        const { numbers } = small.weights.get(name)!;
        const read = reader.read(checkpoint.tensors.get(name)!, 0, numbers.length);
        expect(read).toEqual(roundScalars('BF16', numbers));
      }
    },
  );

  it.each([1, 2] as const)(
    'reads what the maker of full-shape checkpoints streams into %i file(s)',
    async (parts) => {
      using folder = new Folder();
      makeFullShape(folder.path, { parts, layers: 3, sizes: { heads: 2, innerWidth: 218, vocabulary: 512 } });
      const checkpoint = await openCheckpoint(folder.path);
      expect(checkpoint.files).toHaveLength(parts);
      using reader = new NumberReader();
      const gains = reader.read(checkpoint.tensors.get('transformer.h.2.ln_1.weight')!, 0, 160);
      expect(gains.reduce((sum, value) => sum + value, 0) / 160).toBeCloseTo(1, 1);
    },
  );

  it('leaves the slopes of ALiBi out, which follow from the number of heads', async () => {
    using folder = new Folder();
    makeSmallBtlm(folder.path, {
      change: (weights) =>
        weights.set('transformer.relative_pe.slopes', { shape: [2, 1, 1], numbers: new Float32Array(2) }),
    });
    const checkpoint = await openCheckpoint(folder.path);
    expect(checkpoint.tensors.has('transformer.relative_pe.slopes')).toBe(false);
  });

  it('needs no output matrix where it is the embedding', async () => {
    using folder = new Folder();
    makeSmallBtlm(folder.path, { change: (weights) => weights.delete('lm_head.weight') });
    expect((await openCheckpoint(folder.path)).tensors.has('lm_head.weight')).toBe(false);
  });

  it('names a tensor that is missing, extra or of another shape', async () => {
    using folder = new Folder();
    makeSmallBtlm(folder.path, { change: (weights) => weights.delete(someTensor) });
    await expect(openCheckpoint(folder.path)).rejects.toThrow(`lacks the tensor ${someTensor}`);
    const wpe = { shape: [4, 160], numbers: new Float32Array(640) };
    makeSmallBtlm(folder.path, { change: (weights) => weights.set('transformer.wpe.weight', wpe) });
    await expect(openCheckpoint(folder.path)).rejects.toThrow('does not have: transformer.wpe.weight');
    makeSmallBtlm(folder.path, {
      change: (weights) =>
        weights.set(someTensor, { shape: [218, 160], numbers: weights.get(someTensor)!.numbers }),
    });
    await expect(openCheckpoint(folder.path)).rejects.toThrow(`${someTensor} has the shape 218 × 160`);
  });

  it('reads the vocabulary from tokenizer.json where its two files are missing', async () => {
    using folder = new Folder();
    makeSmallBtlm(folder.path);
    const both = await openCheckpoint(folder.path);
    const { tokens, mergesText } = gpt2Vocabulary(512);
    const vocab = Object.fromEntries(tokens.slice(0, -1).map((token, id) => [token, id]));
    const merges = mergesText.split('\n').slice(1, -1);
    writeFileSync(
      folder.of('tokenizer.json'),
      JSON.stringify({
        added_tokens: [{ id: 511, content: '<|endoftext|>' }],
        model: { type: 'BPE', vocab, merges },
      }),
    );
    rmSync(folder.of('vocab.json'));
    expect((await openCheckpoint(folder.path)).vocabulary).toEqual(both.vocabulary);
    rmSync(folder.of('tokenizer.json'));
    await expect(openCheckpoint(folder.path)).rejects.toThrow('tokenizer is missing');
  });

  it('refuses an index with a path, a missing part, or a tensor that is not in its part', async () => {
    using folder = new Folder();
    makeSmallBtlm(folder.path, { form: 'bin-sharded' });
    const path = folder.of('pytorch_model.bin.index.json');
    const index = JSON.parse(readFileSync(path, 'utf8')) as { weight_map: Record<string, string> };
    const spoil = (shard: string): void =>
      writeFileSync(path, JSON.stringify({ weight_map: { ...index.weight_map, [someTensor]: shard } }));
    for (const shard of ['../../x', '/etc/passwd', 'a/b.bin', '..', 'C:\\x.bin', '.bin']) {
      spoil(shard);
      await expect(openCheckpoint(folder.path)).rejects.toThrow(`“${shard}”, a path that leads elsewhere`);
    }
    spoil('pytorch_model-00003-of-00002.bin');
    await expect(openCheckpoint(folder.path)).rejects.toThrow(
      '00003-of-00002.bin of the checkpoint is missing',
    );
    spoil(index.weight_map['transformer.wte.weight']!);
    await expect(openCheckpoint(folder.path)).rejects.toThrow(someTensor);
    for (const lie of [
      '{"weight_map": 1}',
      '{"weight_map": {"a": 1}}',
      '{"weight_map": ["a.bin"]}',
      '[]',
      'null',
    ]) {
      writeFileSync(path, lie);
      await expect(openCheckpoint(folder.path)).rejects.toThrow('no list of tensors');
    }
    writeFileSync(path, '{"weight_map": {}}');
    await expect(openCheckpoint(folder.path)).rejects.toThrow('lists no tensors');
    writeFileSync(path, `{"weight_map": {${'"a": "b.bin", '.repeat(400_000)} "a": "b.bin"}}`);
    await expect(openCheckpoint(folder.path)).rejects.toThrow('too large');
    // A file of the folder that is no part, and a part that is no file.
    spoil('config.json');
    await expect(openCheckpoint(folder.path)).rejects.toThrow('config.json cannot be used');
    mkdirSync(folder.of('folder.bin'));
    spoil('folder.bin');
    await expect(openCheckpoint(folder.path)).rejects.toThrow('folder.bin of the checkpoint is missing');
  });

  it('says what a folder lacks', async () => {
    using folder = new Folder();
    await expect(openCheckpoint(folder.of('nowhere'))).rejects.toThrow('There is no folder nowhere');
    await expect(openCheckpoint(folder.path)).rejects.toThrow('no config.json');
    makeSmallBtlm(folder.path);
    await expect(openCheckpoint(folder.of('config.json'))).rejects.toThrow('config.json is a file');
    rmSync(folder.of('pytorch_model.bin'));
    await expect(openCheckpoint(folder.path)).rejects.toThrow('no pytorch_model.bin');
  });
});
