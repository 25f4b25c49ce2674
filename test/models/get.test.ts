import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { silentLog } from '../../main/log.ts';
import { convertInProcess } from '../../main/models/conversion.ts';
import { nodeFork } from '../../main/process/index.ts';
import { BitternError, type Job } from '../../preload/contract/index.ts';
import { makeSmallBtlm } from '../support/checkpoint/index.ts';
import { type FakeHub, type Repository, repositoryFrom, startHub } from '../support/hub.ts';
import { dataFolder, Session } from './fixture.ts';

const chat = 'btlm-3b-8k-chat';
const untilAborted = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

let repository: Repository;
let hub: FakeHub;
let data: { path: string; remove(): void };
let session: Session;

beforeAll(() => {
  const folder = mkdtempSync(join(tmpdir(), 'bittern-checkpoint-'));
  makeSmallBtlm(folder, { form: 'bin-sharded' });
  repository = repositoryFrom(folder);
  rmSync(folder, { recursive: true });
});
beforeEach(async () => {
  hub = await startHub({ repositories: { [`cerebras/${chat}`]: repository } });
  data = dataFolder();
  session = await Session.open(data.path);
  session.settings.set({ mirror: hub.url });
});
afterEach(async () => {
  await session.close();
  await hub.close();
  data.remove();
});

const get = (input: { recipe?: 'Q8_0' | 'F16'; keepOriginal?: boolean } = {}) =>
  session.call('model.get', { catalogueId: chat, ...input });
const entry = async () => (await session.call('model.catalogue', {})).entries.find((one) => one.id === chat)!;
const originals = () => join(session.directory, 'originals');
const files = () => readdirSync(session.directory).filter((name) => name !== 'originals');

describe('getting a model', () => {
  it('downloads, converts, installs it as the default and removes the original', async () => {
    expect(await entry()).toMatchObject({ installed: false, jobId: null });
    const job = await get();
    expect(job).toMatchObject({ kind: 'download', title: 'BTLM-3B-8K chat', state: 'queued' });
    expect((await entry()).jobId).toBe(job.id);
    const ended = await session.settled(job);
    expect(ended).toMatchObject({ state: 'done', error: null });
    const model = session.models.defaultModel()!;
    expect(ended.subject).toBe(model.id);
    expect(model).toMatchObject({
      name: 'BTLM-3B-8K chat',
      kind: 'chat',
      recipe: 'IQ4_NL',
      isDefault: true,
      problem: null,
      originalBytes: 0,
      contextTokens: 8192,
      origin: `cerebras/btlm-3b-8k-chat@${hub.commit}`,
    });
    expect(model.bytes).toBe(statSync(model.path).size);
    expect(files()).toEqual(['BTLM-3B-8K chat-IQ4_NL.gguf']);
    expect(existsSync(join(originals(), chat))).toBe(false);
    expect(await entry()).toMatchObject({ installed: true, jobId: null });
    const steps = new Set(
      session.heard.filter((one) => one.name === 'job.changed').map((one) => (one.payload as Job).state),
    );
    expect([...steps]).toEqual(['queued', 'running', 'done']);
  });

  it('keeps the original when asked, and discards it later with the bytes told', async () => {
    await session.settled(await get({ keepOriginal: true }));
    const model = session.models.defaultModel()!;
    const bytes = readdirSync(join(originals(), chat))
      .map((name) => statSync(join(originals(), chat, name)).size)
      .reduce((a, b) => a + b);
    expect(model.originalBytes).toBe(bytes);
    expect(await session.call('model.discardOriginal', { id: model.id })).toEqual({ freedBytes: bytes });
    expect(existsSync(join(originals(), chat))).toBe(false);
    expect(session.models.byId(model.id)?.originalBytes).toBe(0);
    expect(await session.call('model.discardOriginal', { id: model.id })).toEqual({ freedBytes: 0 });
  });

  it('makes another recipe from the kept original without fetching it again', async () => {
    await session.settled(await get({ keepOriginal: true }));
    hub.requests.length = 0;
    await session.settled(await get({ recipe: 'F16', keepOriginal: true }));
    expect(hub.requests.every((request) => request.path.startsWith('/api/'))).toBe(true);
    const [first, second] = session.models.list();
    expect([first!.recipe, second!.recipe]).toEqual(['IQ4_NL', 'F16']);
    expect(first!.hash).not.toBe(second!.hash);
    // Both live on one original: it goes with the second of them.
    expect(await session.call('model.discardOriginal', { id: first!.id })).toEqual({ freedBytes: 0 });
    expect(existsSync(join(originals(), chat))).toBe(true);
    const { freedBytes } = await session.call('model.remove', { id: second!.id });
    expect(freedBytes).toBeGreaterThan(second!.bytes);
    expect(existsSync(join(originals(), chat))).toBe(false);
    expect(existsSync(second!.path)).toBe(false);
  });

  it('is one job, however often it is asked for', async () => {
    const [first, second] = [await get(), await get()];
    expect(second.id).toBe(first.id);
    await expect(get({ recipe: 'F16' })).rejects.toMatchObject({ code: 'busy' });
    await session.settled(first);
    await expect(get()).rejects.toThrow(/installed already as IQ4_NL/);
  });

  it('recommends another recipe, and makes it, where a GPU runs the model', async () => {
    await session.close();
    session = await Session.open(data.path, { processor: () => Promise.resolve('gpu') });
    expect((await entry()).recommendedRecipe).toBe('IQ4_NL');
    await new Promise((resolve) => setImmediate(resolve));
    expect(session.heard.map(({ name }) => name)).toContain('model.changed');
    expect((await entry()).recommendedRecipe).toBe('Q4_K');
    await session.settled(await get());
    expect(session.models.defaultModel()?.recipe).toBe('Q4_K');
  });

  it('takes the processor’s recipe where the graphics cannot be asked', async () => {
    await session.close();
    session = await Session.open(data.path, {
      processor: () => Promise.reject(new BitternError('process-died', 'It died.')),
    });
    await session.settled(await get());
    expect(session.models.defaultModel()?.recipe).toBe('IQ4_NL');
  });

  it('takes the recipe from the settings', async () => {
    session.settings.set({ recipe: 'Q8_0' });
    await session.settled(await get());
    expect(session.models.defaultModel()?.recipe).toBe('Q8_0');
  });

  it('is refused at once while offline, and for what is not in the catalogue', async () => {
    session.settings.set({ offline: true });
    await expect(get()).rejects.toMatchObject({ code: 'network' });
    expect(session.jobs.board.list()).toEqual([]);
    await expect(session.call('model.get', { catalogueId: 'gpt-5' })).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  it('waits when the offline switch is turned on meanwhile, and goes on afterwards', async () => {
    hub.fault = (request) => {
      if (request.server === 'storage') session.settings.set({ offline: true });
      return null;
    };
    const job = await get();
    expect(await session.settled(job)).toMatchObject({
      state: 'paused',
      step: expect.stringMatching(/stay offline/),
      error: null,
    });
    hub.fault = () => null;
    session.settings.set({ offline: false });
    session.jobs.board.resume(job.id);
    expect((await session.settled(job)).state).toBe('done');
  });

  it('that failed says why, and goes on when tried again', async () => {
    hub.fault = (request) => (request.path.includes('/resolve/') ? { status: 404 } : null);
    const job = await get();
    expect(await session.settled(job)).toMatchObject({
      state: 'failed',
      error: expect.stringMatching(/does not have config\.json \(404\)/),
    });
    expect((await entry()).jobId).toBe(job.id);
    expect(session.models.list()).toEqual([]);
    hub.fault = () => null;
    expect((await get()).id).toBe(job.id);
    expect((await session.settled(job)).state).toBe('done');
  });

  it('never installs what arrived damaged', async () => {
    hub.fault = (request) => (request.server === 'storage' ? { corrupt: true } : null);
    const ended = await session.settled(await get());
    expect(ended).toMatchObject({
      state: 'failed',
      error: expect.stringMatching(/hash is wrong.*thrown away/),
    });
    expect(session.models.list()).toEqual([]);
    expect(files()).toEqual([]);
  });

  it('cancelled leaves nothing behind', async () => {
    hub.fault = (request) => (request.server === 'storage' ? { stallAfter: 1000 } : null);
    const job = await get();
    while (!hub.requests.some((request) => request.server === 'storage'))
      await new Promise((r) => setTimeout(r, 5));
    await session.jobs.board.cancel(job.id);
    expect(existsSync(join(originals(), chat))).toBe(false);
    expect(files()).toEqual([]);
    expect((await entry()).jobId).toBeNull();
    hub.fault = () => null;
    expect((await session.settled(await get())).state).toBe('done');
  });

  it('that an interrupted cancellation left is removed at the next start', async () => {
    hub.fault = (request) => (request.server === 'storage' ? { status: 404 } : null);
    const job = await get();
    await session.settled(job);
    // As if the process had died between the cancellation and the removal of its files.
    session.store.db.prepare(`UPDATE job SET state = 'cancelled' WHERE id = ?`).run(job.id);
    expect(existsSync(join(originals(), chat))).toBe(true);
    await session.close();
    session = await Session.open(data.path);
    await session.close();
    expect(existsSync(join(originals(), chat))).toBe(false);
    session = await Session.open(data.path);
  });

  it('goes on after a restart in the middle of the download', async () => {
    hub.fault = (request) =>
      request.server === 'storage' && request.before === 0 ? { stallAfter: 50_000 } : null;
    const job = await get();
    while (!hub.requests.some((request) => request.server === 'storage'))
      await new Promise((r) => setTimeout(r, 5));
    await session.close();
    hub.fault = () => null;
    session = await Session.open(data.path);
    expect(session.jobs.board.get(job.id).state).toBe('running');
    session.jobs.board.start();
    expect((await session.settled(job)).state).toBe('done');
    expect(session.models.defaultModel()?.recipe).toBe('IQ4_NL');
  });

  it('goes on after a restart in the middle of the conversion, without fetching again', async () => {
    await session.close();
    let started = () => {};
    const converting = new Promise<void>((resolve) => {
      started = resolve;
    });
    session = await Session.open(data.path, {
      convert: async ({ signal }) => {
        started();
        await untilAborted(signal);
      },
    });
    const job = await get();
    await converting;
    await session.close();
    hub.requests.length = 0;
    session = await Session.open(data.path);
    session.jobs.board.start();
    expect((await session.settled(job)).state).toBe('done');
    expect(hub.requests).toEqual([]);
  });

  it('is not made twice when the program dies between installing and tidying up', async () => {
    const job = await get();
    await session.settled(job);
    const model = session.models.defaultModel()!;
    session.store.db.prepare(`UPDATE job SET state = 'running' WHERE id = ?`).run(job.id);
    await session.close();
    session = await Session.open(data.path, {
      convert: async () => {
        throw new Error('must not convert again');
      },
    });
    session.jobs.board.start();
    expect((await session.settled(job)).state).toBe('done');
    expect(session.models.list().map((one) => one.id)).toEqual([model.id]);
  });

  it('makes a model that is gone again in its place, as the same model', async () => {
    await session.settled(await get());
    const model = session.models.defaultModel()!;
    rmSync(model.path);
    expect(await entry()).toMatchObject({ installed: false });
    await session.settled(await get());
    expect(session.models.list()).toEqual([{ ...model, hash: expect.any(String) }]);
  });

  it('does not write over a file of the person that has the name by chance', async () => {
    const taken = join(session.directory, 'BTLM-3B-8K chat-IQ4_NL.gguf');
    writeFileSync(taken, 'mine');
    await session.settled(await get());
    expect(readFileSync(taken, 'utf8')).toBe('mine');
    expect(session.models.defaultModel()?.path).toBe(
      join(session.directory, 'BTLM-3B-8K chat-IQ4_NL 2.gguf'),
    );
  });

  it('fails with the sentence of the conversion', async () => {
    await session.close();
    session = await Session.open(data.path, {
      convert: async () => {
        throw new BitternError('unreadable', 'The tensor x has NaN in it.');
      },
    });
    expect(await session.settled(await get())).toMatchObject({
      state: 'failed',
      error: 'The tensor x has NaN in it.',
    });
    expect(session.models.list()).toEqual([]);
  });
});

describe('getting a model with the real converter', () => {
  it('ends with a file that was checked in the runtime', async () => {
    await session.close();
    session = await Session.open(data.path, { convert: convertInProcess(nodeFork, silentLog) });
    const ended = await session.settled(await get({ recipe: 'Q8_0' }));
    expect(ended).toMatchObject({ state: 'done', error: null });
    expect(session.models.defaultModel()).toMatchObject({ recipe: 'Q8_0', problem: null });
    const steps = session.heard
      .filter((one) => one.name === 'job.changed')
      .map((one) => (one.payload as Job).step);
    expect(steps).toContain('Checking the converted model');
  });
});

describe('the catalogue', () => {
  it('names sizes, memory and whether this machine fits', async () => {
    const { entries } = await session.call('model.catalogue', {});
    expect(entries.map((one) => [one.id, one.licence, one.isDefault])).toEqual([
      ['btlm-3b-8k-chat', 'Apache-2.0', true],
      ['btlm-3b-8k-base', 'Apache-2.0', false],
      ['bge-small-en-v1.5', 'MIT', false],
    ]);
    const { memory, installedBytes, fit } = entries[0]!;
    expect(memory.map((need) => need.contextTokens)).toEqual([2048, 4096, 8192]);
    expect(installedBytes.IQ4_NL).toBeGreaterThan(1.6e9);
    expect(installedBytes.IQ4_NL).toBeLessThanOrEqual(1.65e9);
    expect(fit).toMatchObject({ ok: true, text: expect.stringMatching(/full context of 8,192 tokens/) });
  });
});
