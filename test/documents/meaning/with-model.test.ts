import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type App, createApp } from '../../../main/app.ts';
import { silentLog } from '../../../main/log.ts';
import { nodeFork } from '../../../main/process/index.ts';
import { makeSmallBert } from '../../runtime/small-bert.ts';
import { temporaryFolder } from '../../runtime/support.ts';
import { soon, unaborted } from '../../support/library.ts';

// Processes start and models load at the pace of whatever else the machine is doing.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const folder = temporaryFolder();
const model = join(folder.path, 'Small BERT.gguf');
let app: App;

beforeAll(async () => {
  makeSmallBert(model, ['the', 'bird', 'river', 'reed', 'hides', 'in', 'tax', 'law']);
  app = await createApp({
    dataDirectory: join(folder.path, 'data'),
    fork: nodeFork,
    shell: 'browser',
    version: '1.2.3',
    log: silentLog,
  });
  app.start();
});
afterAll(async () => {
  await app.close();
  folder.remove();
});

it('prepares documents with a real model from disk, and searches with it', async () => {
  const { handlers } = app;
  const path = join(folder.path, 'notes.md');
  writeFileSync(path, 'The bird hides in the reed by the river.');
  for await (const { error } of app.documents.importAll([{ kind: 'path', path }])) expect(error).toBeNull();
  const { model: added } = await handlers['model.add'](
    { sources: [{ kind: 'path', path: model }] },
    unaborted,
  );
  expect(added).toMatchObject({ kind: 'embedding', isDefault: false });
  await expect
    .poll(() => handlers['search.state']({}, unaborted), soon)
    .toMatchObject({
      modelId: added!.id,
      modelName: 'Small BERT',
      problem: null,
      chunks: 1,
      embedded: 1,
      jobId: null,
    });
  const found = await handlers['search.passages']({ query: 'tax law', meaning: 'wait' }, unaborted);
  expect(found.by).toBe('words-and-meaning');
  expect(found.passages).toHaveLength(1);
  const words = await handlers['search.passages']({ query: 'tax law', meaning: 'off' }, unaborted);
  expect(words).toMatchObject({ by: 'words', passages: [] });
  await handlers['model.remove']({ id: added!.id }, unaborted);
  await expect
    .poll(() => app.store.db.prepare('SELECT count(*) FROM chunk_vector').pluck().get(), soon)
    .toBe(0);
});
