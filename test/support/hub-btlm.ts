import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeSmallBtlm, type SmallBtlmOptions } from './checkpoint/index.ts';
import { type FakeHub, repositoryFrom, startHub } from './hub.ts';

/**
 * A hub on this machine that has a small BTLM under the published chat model's name, in two shards as published. Start the
 * program with `HF_ENDPOINT` set to its `url`, or set that as the mirror. With the default vocabulary the model can be
 * talked to; what it says is plain words.
 */
export async function startBtlmHub(options: SmallBtlmOptions = {}): Promise<FakeHub> {
  const folder = mkdtempSync(join(tmpdir(), 'bittern-hub-'));
  try {
    makeSmallBtlm(folder, {
      form: 'bin-sharded',
      vocabulary: 50_257,
      speech: { words: 200, ends: true },
      ...options,
    });
    return await startHub({ repositories: { 'cerebras/btlm-3b-8k-chat': repositoryFrom(folder) } });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
