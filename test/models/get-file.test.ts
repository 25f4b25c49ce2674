import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { knownModels } from '../../main/models/catalogue/index.ts';
import { makeSmallBert } from '../runtime/small-bert.ts';
import { temporaryFolder } from '../runtime/support.ts';
import { type FakeHub, startHub } from '../support/hub.ts';
import { dataFolder, Session } from './fixture.ts';

const id = 'bge-small-en-v1.5';
const known = knownModels.find((model) => model.id === id)!;
const { name } = known.file!;

let bytes: Buffer;
let hub: FakeHub;
let data: { path: string; remove(): void };
let session: Session;

const start = async (api: boolean): Promise<void> => {
  const repository = { 'README.md': Buffer.from('# BGE'), 'other.gguf': Buffer.from('GGUF'), [name]: bytes };
  hub = await startHub({ repositories: { [known.repository]: repository }, api });
  session.settings.set({ mirror: hub.url });
};

beforeAll(() => {
  const folder = temporaryFolder();
  const path = join(folder.path, name);
  makeSmallBert(path, ['bird', 'river']);
  bytes = readFileSync(path);
  folder.remove();
});
beforeEach(async () => {
  data = dataFolder();
  session = await Session.open(data.path);
});
afterEach(async () => {
  await session.close();
  await hub.close();
  data.remove();
});

const get = async () => session.settled(await session.call('model.get', { catalogueId: id }));
const file = () => join(session.directory, id, name);

describe('getting a model that is used as it is', () => {
  it.each([
    ['the hub', true],
    ['a plain mirror', false],
  ])('fetches its one file from %s and installs it beside the answering model', async (_, api) => {
    await start(api);
    expect(session.models.embeddingModel()).toBeNull();
    expect(await get()).toMatchObject({ state: 'done', error: null });
    const model = session.models.embeddingModel()!;
    expect(model).toMatchObject({ name: known.name, kind: 'embedding', isDefault: false, owned: true });
    expect(model.path).toBe(file());
    expect(readFileSync(file())).toEqual(bytes);
    expect(session.models.defaultModel()).toBeNull();
    const fetched = hub.requests.filter(({ method, path }) => method === 'GET' && path.endsWith('.gguf'));
    expect(fetched.some(({ path }) => path.endsWith('other.gguf'))).toBe(false);
    const { entries } = await session.call('model.catalogue', {});
    expect(entries.find((entry) => entry.id === id)).toMatchObject({ installed: true, jobId: null });
    await session.call('model.remove', { id: model.id });
    expect(existsSync(file())).toBe(false);
  });

  it('goes on where it was cut off', async () => {
    await start(true);
    hub.fault = ({ server, before }) =>
      server === 'storage' && before === 0 ? { resetAfter: 20_000 } : null;
    expect(await get()).toMatchObject({ state: 'done' });
    const ranges = hub.requests
      .filter(({ server }) => server === 'storage')
      .map(({ headers }) => headers.range);
    expect(ranges.at(-1)).toMatch(/^bytes=[1-9]\d*-/);
    expect(readFileSync(file())).toEqual(bytes);
  });

  it('fetches a damaged file again', async () => {
    await start(true);
    await get();
    writeFileSync(file(), 'damaged');
    expect(session.models.embeddingModel()).toBeNull();
    expect(await get()).toMatchObject({ state: 'done' });
    expect(session.models.embeddingModel()).toMatchObject({ problem: null });
    expect(session.models.list()).toHaveLength(1);
  });

  it('refuses another kind of model in its place', async () => {
    bytes = Buffer.from('GGUF, but nothing of the kind');
    await start(true);
    expect(await get()).toMatchObject({ state: 'failed' });
    expect(session.models.embeddingModel()).toBeNull();
  });
});
