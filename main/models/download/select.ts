import { BitternError } from '../../../preload/contract/index.ts';
import { fileName } from './plan.ts';

/** Files of a checkpoint besides its weights, and whether nothing works without them. */
export const smallFiles: readonly { name: string; isNeeded: boolean }[] = [
  { name: 'config.json', isNeeded: true },
  { name: 'vocab.json', isNeeded: true },
  { name: 'merges.txt', isNeeded: true },
];

/** The forms in which weights are published, best first: safetensors runs no code by design. */
export const weightForms = [
  {
    index: 'model.safetensors.index.json',
    whole: 'model.safetensors',
    shard: /^model-\d{5}-of-\d{5}\.safetensors$/,
  },
  {
    index: 'pytorch_model.bin.index.json',
    whole: 'pytorch_model.bin',
    shard: /^pytorch_model-\d{5}-of-\d{5}\.bin$/,
  },
] as const;

/**
 * Chooses from a repository's file names those that make a checkpoint: configuration, vocabulary, and the weights in
 * one form. Names come from outside, so only names of these exact forms are ever chosen.
 * Throws `unreadable` when it is not a checkpoint.
 */
export function selectFiles(names: Iterable<string>, repository: string): string[] {
  const there = new Set([...names].filter((name) => fileName.safeParse(name).success));
  const chosen: string[] = [];
  for (const { name, isNeeded } of smallFiles) {
    if (there.has(name)) chosen.push(name);
    else if (isNeeded) throw notACheckpoint(repository, name);
  }
  for (const form of weightForms) {
    const shards = [...there].filter((name) => form.shard.test(name)).sort();
    if (there.has(form.index) && shards.length > 0) return [...chosen, form.index, ...shards];
    if (there.has(form.whole)) return [...chosen, form.whole];
  }
  throw notACheckpoint(repository, 'pytorch_model.bin');
}

/** The shard names that an index of weights lists, in order. Throws `unreadable` when it is not such an index. */
export function shardsOf(index: unknown, shard: RegExp, repository: string): string[] {
  const map = (index as { weight_map?: unknown } | null)?.weight_map;
  const names = map && typeof map === 'object' ? [...new Set(Object.values(map))].sort() : [];
  if (names.length === 0 || !names.every((name) => typeof name === 'string' && shard.test(name)))
    throw new BitternError(
      'unreadable',
      `The index of the weights of ${repository} is not one. Choose another mirror.`,
    );
  return names as string[];
}

function notACheckpoint(repository: string, missing: string): BitternError {
  return new BitternError(
    'unreadable',
    `${repository} has no ${missing} at the place it was looked for, so it is not a checkpoint that Bittern can use. Check the mirror in the settings.`,
  );
}
