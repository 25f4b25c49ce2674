import { Tiktoken } from 'js-tiktoken/lite';
import gpt2 from 'js-tiktoken/ranks/gpt2';
import { getLlama, type LlamaModel } from 'node-llama-cpp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { parseTokenizerJson, parseVocabulary } from '../../../../main/models/convert/btlm/vocabulary.ts';
import { gpt2Vocabulary } from '../../../../main/models/convert/random/vocabulary.ts';
import { Folder } from '../../../support/checkpoint/folder.ts';
import { makeSmallGguf } from '../../../support/checkpoint/gguf.ts';

// Models are made and run: seconds on a quiet machine, more on one that is busy.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

describe('reading a vocabulary', () => {
  const files = gpt2Vocabulary(300);

  it('reads tokens by id, merges by rank and the end of text', () => {
    const vocabulary = parseVocabulary(files.vocabJson, files.mergesText, 300);
    expect(vocabulary.tokens).toEqual(files.tokens);
    expect(vocabulary.merges).toHaveLength(300 - 257);
    expect(vocabulary.merges[0]).toBe('Ġ t');
    expect(vocabulary.endOfText).toBe(299);
  });

  it('reads merges of a tokenizer.json in both of its forms', () => {
    const vocab = Object.fromEntries(files.tokens.map((token, id) => [token, id]));
    const lines = files.mergesText.split('\n').slice(1, -1);
    const pairs = lines.map((line) => line.split(' '));
    for (const merges of [lines, pairs])
      expect(parseTokenizerJson(JSON.stringify({ model: { vocab, merges } }), 300).merges).toEqual(lines);
  });

  it.each([
    ['another size than the model', files.vocabJson, files.mergesText, 301, '300 tokens'],
    ['an id twice', '{"<|endoftext|>": 0, "a": 0}', '', 2, 'the token id 0 twice'],
    ['an id out of range', '{"<|endoftext|>": 0, "a": 7}', '', 2, 'out of range'],
    ['no end of text', '{"a": 0}', '', 1, 'lacks the token'],
    ['a merge that makes no token', '{"<|endoftext|>": 0, "a": 1}', 'a a', 2, 'makes no token'],
    ['text instead of numbers', '{"a": "b"}', '', 1, 'not a table'],
    ['no JSON', 'hello', '', 1, 'not valid JSON'],
  ])('refuses %s', (_, vocabJson, merges, size, sentence) => {
    expect(() => parseVocabulary(vocabJson, merges, size)).toThrow(sentence);
  });
});

describe('the whole vocabulary in a converted model', () => {
  const folder = new Folder();
  afterAll(() => folder[Symbol.dispose]());
  let model: LlamaModel;
  beforeAll(async () => {
    await makeSmallGguf(folder.of('model.gguf'));
    const llama = await getLlama({ gpu: false, build: 'never', skipDownload: true, progressLogs: false });
    model = await llama.loadModel({ modelPath: folder.of('model.gguf'), vocabOnly: true });
  }, 60_000);

  it.each([
    'The capital of France is Paris.',
    '\n\nHuman: What’s new?\n\nAssistant:',
    '  indented\tand   spaced, 1234567 times — “naïve” Ωμέγα 日本語 🙂',
    "don't you've we'll I'M",
  ])('makes the same tokens as GPT-2’s tokenizer of %j', (text) => {
    const expected = new Tiktoken(gpt2).encode(text);
    expect(model.tokenize(text)).toEqual(expected);
    expect(model.detokenize(expected as ReturnType<LlamaModel['tokenize']>)).toBe(text);
  });

  it('ends a text with <|endoftext|>', () => {
    expect(model.tokens.eos).toBe(50_256);
    expect(model.tokens.bos).toBe(50_256);
    expect(model.tokens.shouldPrependBosToken).toBe(false);
  });
});
