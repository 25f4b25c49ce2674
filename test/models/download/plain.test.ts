import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { type FakeHub, type Repository, startHub } from '../../support/hub.ts';
import { neededFiles, noise, repositoryName, shardedRepository, Workplace } from './fixture.ts';

let hub: FakeHub;
let place: Workplace;

/** A plain file server with ranges as the mirror. */
async function serve(repositories: Record<string, Repository>): Promise<void> {
  hub = await startHub({ repositories, api: false });
  place = await Workplace.open();
  place.settings.set({ mirror: hub.url });
}
afterEach(async () => {
  place.close();
  await hub.close();
});

const sums = (files: Repository): Buffer =>
  Buffer.from(
    Object.entries(files)
      .map(([name, bytes]) => `${createHash('sha256').update(bytes).digest('hex')}  ${name}\n`)
      .join(''),
  );

describe('a plain file server as the mirror', () => {
  it('is asked for sizes, and the person is told that there are no hashes', async () => {
    const files = shardedRepository();
    await serve({ [repositoryName]: files });
    await place.get();
    expect(place.files()).toEqual(neededFiles);
    for (const name of neededFiles) expect(place.read(name).equals(files[name]!), name).toBe(true);
    expect(place.warnings).toEqual([expect.stringMatching(/publishes no checksums.*size alone/)]);
  });

  it.each(['btlm-3b-8k-chat', `${repositoryName}/resolve/main`])(
    'finds the files under /%s too',
    async (path) => {
      const files = shardedRepository();
      await serve({ [path]: files });
      await place.get();
      expect(place.files()).toEqual(neededFiles);
    },
  );

  it('finds a single file of weights', async () => {
    const { 'config.json': config, 'vocab.json': vocab, 'merges.txt': merges } = shardedRepository();
    const files = {
      'config.json': config!,
      'vocab.json': vocab!,
      'merges.txt': merges!,
      'pytorch_model.bin': noise(100_000, 'w'),
    };
    await serve({ [repositoryName]: files });
    await place.get();
    expect(place.files()).toEqual(Object.keys(files).sort());
  });

  it('is checked by SHA256SUMS where it has one', async () => {
    const files = shardedRepository();
    await serve({ [repositoryName]: { ...files, SHA256SUMS: sums(files) } });
    const plan = await place.get();
    expect(plan.files.every((file) => file.digest?.kind === 'sha256')).toBe(true);
    expect(place.warnings).toEqual([]);
  });

  it('has its wrong bytes thrown away when SHA256SUMS says so', async () => {
    const files = shardedRepository();
    await serve({ [repositoryName]: { ...files, SHA256SUMS: sums(files) } });
    hub.fault = ({ path, method }) =>
      path.endsWith('merges.txt') && method === 'GET' ? { corrupt: true } : null;
    await expect(place.get()).rejects.toThrow(/merges\.txt .* hash is wrong/);
  });

  it('goes on with ranges after a break, held together by the entity tag', async () => {
    const files = shardedRepository();
    await serve({ [repositoryName]: files });
    let broken = false;
    hub.fault = ({ path, method }) => {
      if (broken || method !== 'GET' || !path.endsWith('00001-of-00002.bin')) return null;
      broken = true;
      return { resetAfter: 200_000 };
    };
    await place.get();
    const second = hub.requests.filter(
      (one) => one.path.endsWith('00001-of-00002.bin') && one.method === 'GET',
    )[1];
    expect(second?.headers).toMatchObject({
      range: expect.stringMatching(/^bytes=\d+-$/),
      'if-range': expect.any(String),
    });
    for (const name of neededFiles) expect(place.read(name).equals(files[name]!), name).toBe(true);
  });

  it('is asked again when the connection breaks while it tells what there is', async () => {
    const files = shardedRepository();
    await serve({ [repositoryName]: { ...files, SHA256SUMS: sums(files) } });
    const broken = new Set<string>();
    hub.fault = ({ path, method }) => {
      if (method !== 'GET' || !/(config\.json|index\.json|SHA256SUMS)$/.test(path) || broken.has(path))
        return null;
      broken.add(path);
      return { resetAfter: 20 };
    };
    await place.get();
    expect(place.steps.filter((step) => step.includes('broke off'))).toHaveLength(3);
    for (const name of neededFiles) expect(place.read(name).equals(files[name]!), name).toBe(true);
  });

  it('begins again when the file changed meanwhile and there is no hash', async () => {
    const files = shardedRepository();
    await serve({ [repositoryName]: files });
    const name = 'pytorch_model-00001-of-00002.bin';
    let gets = 0;
    hub.fault = ({ path, method }) => {
      if (method !== 'GET' || !path.endsWith(name)) return null;
      return ++gets === 1 ? { resetAfter: 200_000, corrupt: true, etag: '"old"' } : null;
    };
    await place.get();
    expect(place.read(name).equals(files[name]!)).toBe(true);
  });

  it('begins again when nothing tells that the file is still the same', async () => {
    const files = shardedRepository();
    await serve({ [repositoryName]: files });
    let gets = 0;
    hub.fault = ({ path, method }) => {
      if (method !== 'GET' || !path.endsWith('00001-of-00002.bin')) return null;
      return ++gets === 1 ? { resetAfter: 200_000, etag: null } : { etag: null };
    };
    await place.get();
    const asked = hub.requests.filter(
      (one) => one.path.endsWith('00001-of-00002.bin') && one.method === 'GET',
    );
    expect(asked.map((one) => one.headers.range)).toEqual([undefined, undefined]);
  });

  it('says what it looked for when nothing is there', async () => {
    await serve({ 'someone/else': shardedRepository() });
    await expect(place.get()).rejects.toThrow(/does not have cerebras\/btlm-3b-8k-chat.*config\.json/);
  });

  it('cannot name files outside the folder through an index', async () => {
    const files = shardedRepository();
    const index = Buffer.from(JSON.stringify({ weight_map: { a: '../../evil.bin' } }));
    await serve({ [repositoryName]: { ...files, 'pytorch_model.bin.index.json': index } });
    await expect(place.get()).rejects.toMatchObject({ code: 'unreadable' });
    expect(place.files()).toEqual([]);
  });
});
