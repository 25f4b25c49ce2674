import { z } from 'zod';
import { BitternError } from '../../../../preload/contract/index.ts';

/** The GPT-2 byte-level vocabulary as llama.cpp takes it. */
export interface Vocabulary {
  /** Tokens by id, in GPT-2's printable form of bytes. */
  readonly tokens: readonly string[];
  /** Merges in order of rank, `left right`. */
  readonly merges: readonly string[];
  /** Id of `<|endoftext|>`. */
  readonly endOfText: number;
}

const endOfText = '<|endoftext|>';

const vocabularyFile = z.record(z.string(), z.number().int().nonnegative());

const tokenizerFile = z.looseObject({
  added_tokens: z
    .array(z.looseObject({ id: z.number().int().nonnegative(), content: z.string() }))
    .optional(),
  model: z.looseObject({
    type: z.string().optional(),
    vocab: vocabularyFile,
    merges: z.array(z.union([z.string(), z.tuple([z.string(), z.string()])])),
  }),
});

function refuse(sentence: string): never {
  throw new BitternError('unreadable', sentence);
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return refuse(`The checkpoint’s ${file} is not valid JSON. Download it again.`);
  }
}

function arrange(
  ids: ReadonlyMap<string, number>,
  merges: string[],
  expected: number,
  file: string,
): Vocabulary {
  if (ids.size !== expected)
    refuse(`${file} has ${ids.size} tokens, but the model’s config.json says ${expected}.`);
  const tokens = new Array<string>(expected);
  for (const [token, id] of ids) {
    if (id >= expected || tokens[id] !== undefined)
      refuse(`${file} gives the token id ${id} twice or out of range.`);
    tokens[id] = token;
  }
  for (const merge of merges) {
    const [left, right, more] = merge.split(' ');
    if (!left || !right || more !== undefined || !ids.has(left + right))
      refuse(`The checkpoint’s merges have a line that makes no token of ${file}.`);
  }
  const end = ids.get(endOfText);
  if (end === undefined) refuse(`${file} lacks the token ${endOfText}.`);
  return { tokens, merges, endOfText: end };
}

/** Reads GPT-2's pair of files, `vocab.json` and `merges.txt`. `expected` is the vocabulary size of `config.json`. */
export function parseVocabulary(vocabJson: string, mergesText: string, expected: number): Vocabulary {
  const result = vocabularyFile.safeParse(parseJson(vocabJson, 'vocab.json'));
  if (!result.success) refuse('The checkpoint’s vocab.json is not a table of tokens and numbers.');
  const lines = mergesText.split(/\r?\n/);
  const merges = lines.filter((line, index) => line !== '' && !(index === 0 && line.startsWith('#version')));
  return arrange(new Map(Object.entries(result.data)), merges, expected, 'vocab.json');
}

/** Reads the same from a `tokenizer.json`, for folders that carry only that. */
export function parseTokenizerJson(text: string, expected: number): Vocabulary {
  const result = tokenizerFile.safeParse(parseJson(text, 'tokenizer.json'));
  if (!result.success || (result.data.model.type ?? 'BPE') !== 'BPE')
    return refuse('The checkpoint’s tokenizer.json is not a byte-level BPE tokenizer.');
  const ids = new Map(Object.entries(result.data.model.vocab));
  for (const added of result.data.added_tokens ?? []) ids.set(added.content, added.id);
  const merges = result.data.model.merges.map((merge) =>
    typeof merge === 'string' ? merge : merge.join(' '),
  );
  return arrange(ids, merges, expected, 'tokenizer.json');
}
