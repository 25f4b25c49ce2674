import type { Recipe } from '../../../preload/contract/index.ts';

/** A model that Bittern knows how to get, as it is published. */
export interface KnownModel {
  id: string;
  name: string;
  description: string;
  /** `owner/name` on the hub. */
  repository: string;
  /** A branch, tag or commit. A branch is resolved to a commit when a download begins, and that commit is kept. */
  revision: string;
  /** SPDX identifier. */
  licence: string;
  kind: 'chat' | 'base' | 'embedding';
  /** The file of the repository that is used as it is, with how it is stored; without one a checkpoint is fetched and converted. */
  file?: { name: string; recipe: Recipe };
  isDefault: boolean;
  /** Bytes to fetch, about: the hub's own figures are used once it was asked. */
  downloadBytes: number;
}

/** Configuration, vocabulary and merges of either repository. */
const smallFileBytes = 1_500_000;

/**
 * The published BTLM-3B-8K checkpoints (https://huggingface.co/cerebras). Neither is published as GGUF, so both are
 * converted here. The first is the default. Last an embedding model of 33 million parameters, BAAI's bge-small-en-v1.5 as GGUF
 * (https://huggingface.co/CompendiumLabs/bge-small-en-v1.5-gguf): never needed, never fetched unasked.
 */
export const knownModels: readonly KnownModel[] = [
  {
    id: 'btlm-3b-8k-chat',
    name: 'BTLM-3B-8K chat',
    description: 'Answers questions in conversation. The one to start with.',
    repository: 'cerebras/btlm-3b-8k-chat',
    revision: 'main',
    licence: 'Apache-2.0',
    kind: 'chat',
    isDefault: true,
    downloadBytes: 5_290_000_000 + smallFileBytes,
  },
  {
    id: 'btlm-3b-8k-base',
    name: 'BTLM-3B-8K base',
    description: 'Continues text and follows examples, without training in conversation.',
    repository: 'cerebras/btlm-3b-8k-base',
    revision: 'main',
    licence: 'Apache-2.0',
    kind: 'base',
    isDefault: false,
    downloadBytes: 5_290_000_000 + smallFileBytes,
  },
  {
    id: 'bge-small-en-v1.5',
    name: 'BGE small English v1.5',
    description:
      'Finds passages by meaning, not only by words, in English documents. Bittern searches and answers without it, too.',
    repository: 'CompendiumLabs/bge-small-en-v1.5-gguf',
    revision: 'main',
    licence: 'MIT',
    kind: 'embedding',
    file: { name: 'bge-small-en-v1.5-q8_0.gguf', recipe: 'Q8_0' },
    isDefault: false,
    downloadBytes: 36_800_000,
  },
];
