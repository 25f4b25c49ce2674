import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parseBtlmConfig } from '../../../main/models/convert/btlm/config.ts';
import { checkpointShapes } from '../../../main/models/convert/btlm/tensors.ts';
import { Random } from '../../../main/models/convert/random/numbers.ts';
import { gpt2Vocabulary } from '../../../main/models/convert/random/vocabulary.ts';
import { configJson, type SmallBtlmOptions } from './index.ts';
import { pickleStateDict } from './pickle-writer.ts';
import { encodeScalars } from './scalars.ts';
import { ZipWriter } from './zip-writer.ts';

export interface FullShapeOptions {
  /** 1 is one `pytorch_model.bin` as the base model has it, 2 two parts with an index as the chat model. Default 1. */
  parts?: 1 | 2;
  /** Default 32, as BTLM-3B-8K. Fewer make a smaller file of otherwise true shapes. */
  layers?: number;
  /** Other sizes, to try the maker itself. */
  sizes?: Pick<SmallBtlmOptions, 'heads' | 'innerWidth' | 'vocabulary'>;
}

/** Numbers of the blocks that large tensors are tiled from: 4 MiB as bfloat16. */
const blockNumbers = 1 << 21;

/** Spread of each kind of tensor in a trained model, about. */
function spreadOf(name: string): { deviation: number; mean: number } {
  if (/\.ln_(1|2|f)\.weight$/.test(name)) return { deviation: 0.1, mean: 1 };
  if (name.endsWith('.bias')) return { deviation: 0.05, mean: 0 };
  if (name.endsWith('wte.weight')) return { deviation: 0.07, mean: 0 };
  return { deviation: 0.03, mean: 0 };
}

/** Gives the bytes of random tensors: runs of one random block for each spread, begun at another place for each tensor. */
class Blocks {
  readonly #blocks = new Map<string, Buffer>();
  readonly #random = new Random(7);

  *bytes(name: string, count: number): Generator<Buffer> {
    const { deviation, mean } = spreadOf(name);
    const key = `${deviation} ${mean}`;
    const block =
      this.#blocks.get(key) ?? encodeScalars('BF16', this.#random.weights(blockNumbers, deviation, mean));
    this.#blocks.set(key, block);
    let start = 2 * this.#random.below(blockNumbers);
    for (let left = 2 * count; left > 0; ) {
      const piece = block.subarray(start, Math.min(block.length, start + left));
      yield piece;
      left -= piece.length;
      start = 0;
    }
  }
}

/**
 * Writes a checkpoint of BTLM-3B-8K's full shape with random bfloat16 weights that have outliers: 5.3 GB in half a minute, streamed. The
 * same bytes every time.
 */
export function makeFullShape(
  directory: string,
  { parts = 1, layers = 32, sizes = {} }: FullShapeOptions = {},
): void {
  mkdirSync(directory, { recursive: true });
  const json = configJson({ layers, heads: 32, innerWidth: 6826, vocabulary: 50_257, ...sizes });
  const config = parseBtlmConfig(JSON.stringify(json));
  const vocabulary = gpt2Vocabulary(config.vocabulary);
  writeFileSync(join(directory, 'config.json'), JSON.stringify(json, null, 2));
  writeFileSync(join(directory, 'vocab.json'), vocabulary.vocabJson);
  writeFileSync(join(directory, 'merges.txt'), vocabulary.mergesText);
  const blocks = new Blocks();
  const tensors = [...checkpointShapes(config)].filter(([name]) => name !== 'lm_head.weight');
  const middle = Math.ceil(tensors.length / parts);
  const map: Record<string, string> = {};
  for (let part = 0; part < parts; part++) {
    const file = parts === 1 ? 'pytorch_model.bin' : `pytorch_model-0000${part + 1}-of-0000${parts}.bin`;
    const held = tensors.slice(part * middle, (part + 1) * middle);
    for (const [name] of held) map[name] = file;
    using zip = new ZipWriter(join(directory, file));
    const pickled = held.map(([name, shape], index) => {
      const storageCount = shape.reduce((product, length) => product * length, 1);
      return { name, type: 'BF16' as const, shape, storage: String(index), storageCount };
    });
    // The output matrix shares the embedding's numbers.
    const embedding = pickled.find(({ name }) => name === 'transformer.wte.weight');
    if (embedding) map['lm_head.weight'] = file;
    zip.add('archive/data.pkl', [
      pickleStateDict(embedding ? [...pickled, { ...embedding, name: 'lm_head.weight' }] : pickled),
    ]);
    for (const { name, storage, storageCount } of pickled)
      zip.add(`archive/data/${storage}`, blocks.bytes(name, storageCount));
    zip.finish();
  }
  if (parts > 1)
    writeFileSync(
      join(directory, 'pytorch_model.bin.index.json'),
      JSON.stringify({ metadata: {}, weight_map: map }),
    );
}

// `node test/support/checkpoint/full-shape.ts DIRECTORY [--parts 2] [--layers 4]`
if (import.meta.main) {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { parts: { type: 'string', default: '1' }, layers: { type: 'string', default: '32' } },
  });
  makeFullShape(positionals[0]!, { parts: values.parts === '2' ? 2 : 1, layers: Number(values.layers) });
}
