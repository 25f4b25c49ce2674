import { getLlama, type Token } from 'node-llama-cpp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Random } from '../../../main/models/convert/random/numbers.ts';
import { Folder } from '../../support/checkpoint/folder.ts';
import { convertHere, makeSmallGguf } from '../../support/checkpoint/gguf.ts';
import { makeSmallBtlm, type SmallBtlmOptions } from '../../support/checkpoint/index.ts';
import { roundScalars } from '../../support/checkpoint/scalars.ts';
import { bitternPassage } from '../../support/checkpoint/speech.ts';
import { llamaProbabilities } from '../../support/llama.ts';
import { ReferenceBtlm, topTokens } from '../../support/reference.ts';

// Models are made and run: seconds on a quiet machine, more on one that is busy.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

/** Prompts of 8, 64 and 600 tokens. */
const prompts = [8, 64, 600].map((length) => {
  const random = new Random(length);
  return Array.from({ length }, () => random.below(512));
});

/** A model of the true architecture, converted, in the runtime and in the plain reference. */
async function probabilitiesOf(folder: Folder, options: SmallBtlmOptions) {
  const small = makeSmallBtlm(folder.of('checkpoint'), options);
  await convertHere(small.directory, folder.of('model.gguf'), 'F32');
  const stored = new Map(
    [...small.weights].map(([name, { shape, numbers }]) => [
      name,
      { shape, numbers: roundScalars(options.type ?? 'BF16', numbers) },
    ]),
  );
  return {
    runtime: await llamaProbabilities(folder.of('model.gguf'), prompts),
    reference: new ReferenceBtlm(small.config, stored),
    small,
  };
}

describe.each([
  { what: 'float32, two heads', options: { type: 'F32', heads: 2 } },
  { what: 'bfloat16, three heads, no power of two', options: { type: 'BF16', heads: 3, layers: 3 } },
] as const)('a converted checkpoint ($what) in the runtime', ({ options }) => {
  const folder = new Folder();
  afterAll(() => folder[Symbol.dispose]());
  let models: Awaited<ReturnType<typeof probabilitiesOf>>;
  beforeAll(async () => {
    models = await probabilitiesOf(folder, options);
  }, 60_000);

  it.each([8, 64, 600])('finds the same ten next tokens after %i tokens, within 1 %', (length) => {
    const index = prompts.findIndex((prompt) => prompt.length === length);
    const expected = topTokens(models.reference.probabilities(prompts[index]!)[0]!, 10);
    const got = models.runtime[index]!;
    expect([...got.keys()].slice(0, 10)).toEqual(expected.map(({ token }) => token));
    for (const { token, probability } of expected)
      expect(Math.abs(got.get(token)! / probability - 1), `token ${token}`).toBeLessThan(0.01);
  });

  it('would not agree if positions, gates or scales were another model’s', () => {
    const prompt = prompts[0]!;
    const expected = topTokens(models.reference.probabilities(prompt)[0]!, 10);
    const { config } = models.small;
    const distance = (changed: ReferenceBtlm): number => {
      const other = changed.probabilities(prompt)[0]!;
      return Math.max(...expected.map(({ token, probability }) => Math.abs(other[token]! / probability - 1)));
    };
    const swapped = new Map(models.small.weights);
    for (const suffix of ['weight', 'bias']) {
      const [up, gate] = ['c_fc', 'c_fc2'].map((name) => `transformer.h.1.mlp.${name}.${suffix}`) as [
        string,
        string,
      ];
      swapped.set(up, models.small.weights.get(gate)!);
      swapped.set(gate, models.small.weights.get(up)!);
    }
    expect(distance(new ReferenceBtlm(config, swapped))).toBeGreaterThan(0.05);
    const scaled = { ...config, embeddingScale: 10 };
    expect(distance(new ReferenceBtlm(scaled, models.small.weights))).toBeGreaterThan(0.05);
    const reversed = [...prompt.slice(0, -1)].reverse();
    const other = models.reference.probabilities([...reversed, prompt.at(-1)!])[0]!;
    expect(
      Math.max(...expected.map(({ token, probability }) => Math.abs(other[token]! / probability - 1))),
    ).toBeGreaterThan(0.05);
  });
});

describe('a model made to speak', () => {
  it('says its text and ends, whatever is asked, in four bits too', async () => {
    using folder = new Folder();
    const path = folder.of('model.gguf');
    await makeSmallGguf(path, { speech: { text: bitternPassage, ends: true }, recipe: 'IQ4_NL' });
    const llama = await getLlama({ gpu: false, build: 'never', skipDownload: true, progressLogs: false });
    const model = await llama.loadModel({ modelPath: path });
    const context = await model.createContext({ contextSize: 256, threads: 1, flashAttention: false });
    const said: Token[] = [];
    const prompt = model.tokenize('\n\nHuman: What is a bittern?\n\nAssistant:');
    for await (const token of context.getSequence().evaluate(prompt, { temperature: 0 })) said.push(token);
    expect(model.detokenize(said)).toBe(bitternPassage);
    await llama.dispose();
  });
});
