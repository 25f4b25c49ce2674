import type { CatalogueEntry, InstalledModel, Job } from '../../../preload/contract/index.ts';

const installedBytes = { IQ4_NL: 1.64e9, Q4_K: 1.64e9, Q5_K: 1.97e9, Q8_0: 2.95e9, F16: 5.36e9 };
const memory = [
  { contextTokens: 2048, bytes: 2.5e9 },
  { contextTokens: 4096, bytes: 3.2e9 },
  { contextTokens: 8192, bytes: 4.5e9 },
];

const entries: CatalogueEntry[] = [
  {
    id: 'btlm-3b-8k-chat',
    name: 'BTLM-3B-8K chat',
    description: 'Answers questions in conversation. Reads up to 8,192 tokens, about 6,000 words, at once.',
    repository: 'cerebras/btlm-3b-8k-chat',
    revision: '5f4f1c3a0b9d8e7f6a5b4c3d2e1f0a9b8c7d6e5f',
    licence: 'Apache-2.0',
    kind: 'chat',
    isDefault: true,
    downloadBytes: 5.29e9,
    installedBytes,
    recommendedRecipe: 'IQ4_NL',
    memory,
    fit: { ok: true, text: 'Runs well on this machine, with the whole context of 8,192 tokens.' },
    installed: false,
    jobId: null,
  },
  {
    id: 'btlm-3b-8k-base',
    name: 'BTLM-3B-8K base',
    description: 'Continues text. Not trained to converse; Bittern shows it by example what an answer is.',
    repository: 'cerebras/btlm-3b-8k-base',
    revision: '3b9c1e5d7f2a4c6e8b0d1f3a5c7e9b2d4f6a8c0e',
    licence: 'Apache-2.0',
    kind: 'base',
    isDefault: false,
    downloadBytes: 5.29e9,
    installedBytes,
    recommendedRecipe: 'IQ4_NL',
    memory,
    fit: { ok: false, text: 'Fits with 2,048 tokens of context only while other programs use less memory.' },
    installed: false,
    jobId: null,
  },
];

/** What can be got, beside what is installed and on its way. */
export function catalogue(models: readonly InstalledModel[], jobs: readonly Job[]): CatalogueEntry[] {
  return entries.map((entry) => ({
    ...entry,
    installed: models.some(({ name }) => name === entry.name),
    jobId:
      jobs.find(({ subject, state }) => subject === entry.id && state !== 'cancelled' && state !== 'done')
        ?.id ?? null,
  }));
}
