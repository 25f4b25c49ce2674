import { BitternError } from '../../../preload/contract/index.ts';
import { fileName } from './plan.ts';

/** Files of a checkpoint besides its weights. The vocabulary comes in two files, or in one. */
export const smallFiles = ['config.json', 'vocab.json', 'merges.txt', 'tokenizer.json'] as const;

/** The first file that a checkpoint cannot do without and that is missing; null when there is none. Weights are not looked at. */
export function missingSmallFile(names: ReadonlySet<string>): string | null {
  const needed = names.has('tokenizer.json') ? ['config.json'] : ['config.json', 'vocab.json', 'merges.txt'];
  return needed.find((name) => !names.has(name)) ?? null;
}

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
  const missing = missingSmallFile(there);
  if (missing) throw notACheckpoint(repository, missing);
  const chosen: string[] = smallFiles.filter((name) => there.has(name));
  for (const form of weightForms) {
    const shards = [...there].filter((name) => form.shard.test(name)).sort();
    if (there.has(form.index) && shards.length > 0) return [...chosen, form.index, ...shards];
    if (there.has(form.whole)) return [...chosen, form.whole];
  }
  throw notACheckpoint(repository, 'pytorch_model.bin');
}

/** The names of what is wanted of a repository. Throws `unreadable` when it is not there. */
export function wantedFiles(
  { repository, file }: { repository: string; file?: string },
  names: Iterable<string>,
): string[] {
  if (file === undefined) return selectFiles(names, repository);
  if (![...names].includes(file))
    throw new BitternError(
      'unreadable',
      `${repository} has no ${file} any more. Check the mirror in the settings.`,
    );
  return [file];
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
