import { basename } from 'node:path';
import { BitternError } from '../../../../preload/contract/index.ts';
import { digestKey } from '../btlm/metadata.ts';
import { recipeOfFileType } from '../btlm/recipes.ts';
import { type GgufFile, readGguf } from './reader.ts';
import type { GgmlType } from './types.ts';

/** What Bittern needs to know of a model file before it is loaded. */
export interface GgufSummary {
  readonly path: string;
  readonly fileBytes: number;
  /** `btlm` answers, `embedding` turns text into vectors for search. Anything else is refused. */
  readonly kind: 'btlm' | 'embedding';
  readonly isBtlm: boolean;
  /** As the file says: `jais` for BTLM, `bert`, `nomic-bert`… */
  readonly architecture: string;
  readonly name: string | null;
  /** Numbers in all tensors; BTLM's output matrix is its embedding and counts once. */
  readonly parameters: number;
  /** Longest context the model was made for, in tokens. */
  readonly contextTokens: number;
  /** The recipe, or the type most numbers are stored as. */
  readonly recipe: string;
  /** Identifies the file for caches and answers: SHA-256 of metadata, tensor directory and size. */
  readonly metadataHash: string;
  /** Digest of the weights, for files that Bittern converted. */
  readonly weightsDigest: string | null;
  readonly layers: number;
  readonly width: number;
  readonly heads: number;
  /** Bytes of all tensors: what loading takes. */
  readonly tensorBytes: number;
  readonly tokenizer: { readonly model: string; readonly pre: string | null; readonly tokens: number };
}

/** BTLM's traits that llama.cpp's `jais` architecture leaves open; the Jais models themselves have others. */
const btlmTraits = { headSize: 80, alibiBias: 8, largestVocabulary: 50_304 } as const;

/** Encoders that give one vector for a text. */
const embeddingArchitectures = new Set([
  'bert',
  'nomic-bert',
  'nomic-bert-moe',
  'jina-bert-v2',
  'jina-bert-v3',
  'modern-bert',
  'neo-bert',
  'eurobert',
  'gemma-embedding',
]);

/** Headers may hold text of any length; a chat template is the longest that is of use. */
const maximumTemplate = 256 * 1024;

class Fields {
  readonly #file: GgufFile;
  constructor(file: GgufFile) {
    this.#file = file;
  }
  text(key: string): string | null {
    const value = this.#file.metadata.get(key);
    return typeof value === 'string' ? value : null;
  }
  number(key: string): number | null {
    const value = this.#file.metadata.get(key);
    return typeof value === 'number' && Number.isFinite(value) ? value : null;
  }
  count(key: string): number {
    const value = this.number(key);
    if (value === null || !Number.isInteger(value) || value < 1)
      refuse(this.#file, `its ${key} is missing or no number.`);
    return value;
  }
  arrayLength(key: string): number {
    const value = this.#file.metadata.get(key);
    return typeof value === 'object' ? value.length : 0;
  }
}

function refuse(file: GgufFile, reason: string): never {
  throw new BitternError('unreadable', `${basename(file.path)} cannot be used: ${reason}`);
}

/** A name from the file as it can be shown: without control and formatting characters, and not endless. */
function printable(text: string | null): string | null {
  return text?.replaceAll(/\p{C}/gu, '').trim().slice(0, 200) || null;
}

/** The type that most numbers of a file are stored as. */
function commonestType(file: GgufFile): GgmlType {
  const sums = new Map<GgmlType, number>();
  for (const tensor of file.tensors)
    sums.set(tensor.type, (sums.get(tensor.type) ?? 0) + elements(tensor.shape));
  return [...sums].toSorted((a, b) => b[1] - a[1])[0]?.[0] ?? 'F32';
}

function elements(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

function checkBtlm(file: GgufFile, fields: Fields): void {
  const other = (what: string): never =>
    refuse(file, `it is a Jais model, not BTLM (${what}). Bittern answers with BTLM only.`);
  const width = fields.count('jais.embedding_length');
  const heads = fields.count('jais.attention.head_count');
  if (width !== heads * btlmTraits.headSize) other(`its head size is ${width / heads}`);
  if (fields.number('jais.attention.max_alibi_bias') !== btlmTraits.alibiBias) other('its ALiBi differs');
  const tokens = fields.arrayLength('tokenizer.ggml.tokens');
  if (tokens > btlmTraits.largestVocabulary || fields.text('tokenizer.ggml.model') !== 'gpt2')
    other('its vocabulary is not GPT-2’s');
  checkTensors(file, fields, width, tokens);
}

/** Every tensor the network needs, with its shape; llama.cpp checks the same, but ends the process on some faults. */
function checkTensors(file: GgufFile, fields: Fields, width: number, tokens: number): void {
  const inner = fields.count('jais.feed_forward_length');
  const shapes = new Map(file.tensors.map((tensor) => [tensor.name, tensor.shape.join(' × ')]));
  const expect = (name: string, ...shape: number[]): void => {
    const found = shapes.get(name);
    if (found === undefined) refuse(file, `the tensor ${name} is missing.`);
    if (found !== shape.join(' × ')) refuse(file, `${name} is ${found} instead of ${shape.join(' × ')}.`);
  };
  const both = (name: string, from: number, to: number): void => {
    expect(`${name}.weight`, from, to);
    expect(`${name}.bias`, to);
  };
  expect('token_embd.weight', width, tokens);
  expect('output.weight', width, tokens);
  expect('output_norm.weight', width);
  expect('output_norm.bias', width);
  for (let layer = 0; layer < fields.count('jais.block_count'); layer++) {
    const blk = `blk.${layer}`;
    for (const norm of ['attn_norm', 'ffn_norm']) {
      expect(`${blk}.${norm}.weight`, width);
      expect(`${blk}.${norm}.bias`, width);
    }
    both(`${blk}.attn_qkv`, width, 3 * width);
    both(`${blk}.attn_output`, width, width);
    both(`${blk}.ffn_up`, width, inner);
    both(`${blk}.ffn_gate`, width, inner);
    both(`${blk}.ffn_down`, inner, width);
  }
}

function checkShape(file: GgufFile, fields: Fields): void {
  if ((fields.number('split.count') ?? 1) > 1)
    refuse(file, 'it is one part of a model in several files. Join the parts first.');
  if ((fields.text('tokenizer.chat_template') ?? '').length > maximumTemplate)
    refuse(file, 'its chat template is larger than any real one.');
  if (file.tensors.length === 0) refuse(file, 'it holds no weights.');
}

/**
 * Reads a model file's header and says what it is. Refuses, with `unreadable` and a sentence, what is no GGUF, is cut short, or is
 * neither BTLM nor an embedding model. Nothing native has touched the file when this returns.
 */
export async function inspectGguf(path: string): Promise<GgufSummary> {
  const file = await readGguf(path);
  const fields = new Fields(file);
  const architecture = fields.text('general.architecture');
  if (!architecture) return refuse(file, 'it does not say what kind of model it is.');
  checkShape(file, fields);
  const isBtlm = architecture === 'jais';
  if (isBtlm) checkBtlm(file, fields);
  else if (!embeddingArchitectures.has(architecture))
    refuse(
      file,
      `it is a “${architecture.slice(0, 40)}” model. Bittern answers with BTLM only; other models cannot be used.`,
    );
  const fileType = fields.number('general.file_type');
  return {
    path,
    fileBytes: file.fileBytes,
    kind: isBtlm ? 'btlm' : 'embedding',
    isBtlm,
    architecture,
    name: printable(fields.text('general.name')),
    parameters: file.tensors
      .filter(({ name }) => !(isBtlm && name === 'output.weight'))
      .reduce((sum, tensor) => sum + elements(tensor.shape), 0),
    contextTokens: fields.count(`${architecture}.context_length`),
    recipe: (fileType === null ? null : recipeOfFileType(fileType)) ?? commonestType(file),
    metadataHash: file.metadataHash,
    weightsDigest: fields.text(digestKey),
    layers: fields.count(`${architecture}.block_count`),
    width: fields.count(`${architecture}.embedding_length`),
    heads: fields.count(`${architecture}.attention.head_count`),
    tensorBytes: file.tensors.reduce((sum, tensor) => sum + tensor.bytes, 0),
    tokenizer: {
      model: fields.text('tokenizer.ggml.model') ?? '',
      pre: fields.text('tokenizer.ggml.pre'),
      tokens: fields.arrayLength('tokenizer.ggml.tokens'),
    },
  };
}
