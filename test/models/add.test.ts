import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Source } from '../../preload/contract/index.ts';
import { makeSmallBtlm } from '../support/checkpoint/index.ts';
import { convertHere, dataFolder, Session } from './fixture.ts';

/** Made once: a checkpoint and a GGUF of it. */
let made: string;
let data: { path: string; remove(): void };
let session: Session;
/** Outside the data folder: the person's own files. */
let own: string;

beforeAll(async () => {
  made = mkdtempSync(join(tmpdir(), 'bittern-made-'));
  makeSmallBtlm(join(made, 'checkpoint'), { config: { _name_or_path: 'cerebras/btlm-3b-8k-base' } });
  await convertHere({
    checkpoint: join(made, 'checkpoint'),
    output: join(made, 'model.gguf'),
    recipe: 'IQ4_NL',
    name: 'Made for tests',
    signal: new AbortController().signal,
    report: () => {},
  });
});
afterAll(() => rmSync(made, { recursive: true, force: true }));
beforeEach(async () => {
  data = dataFolder();
  session = await Session.open(data.path);
  own = join(dirname(data.path), 'Meine Modelle ñ 模型');
  mkdirSync(own);
});
afterEach(async () => {
  await session.close();
  data.remove();
});

const add = (...sources: Source[]) => session.call('model.add', { sources, recipe: 'F16' });
const path = (...parts: string[]): Source => ({ kind: 'path', path: join(own, ...parts) });
/** Copies the GGUF to the person's own folder. */
function ownGguf(name = 'BTLM für mich.gguf'): string {
  copyFileSync(join(made, 'model.gguf'), join(own, name));
  return join(own, name);
}
function ownCheckpoint(name = 'btlm'): string {
  mkdirSync(join(own, name));
  for (const file of readdirSync(join(made, 'checkpoint')))
    copyFileSync(join(made, 'checkpoint', file), join(own, name, file));
  return join(own, name);
}
let uploads = 0;
/** Puts bytes where the browser shell puts an upload. */
function upload(from: string, name: string): Source {
  const uploadId = String(uploads++).padStart(32, '0');
  mkdirSync(join(data.path, 'uploads'), { recursive: true });
  copyFileSync(from, join(data.path, 'uploads', uploadId));
  session.uploads.set(uploadId, join(data.path, 'uploads', uploadId));
  return { kind: 'upload', uploadId, name };
}
const uploadsLeft = () => readdirSync(join(data.path, 'uploads'));

describe('adding a GGUF', () => {
  it('registers it where it is, whatever the path, and makes the first one the default', async () => {
    const file = ownGguf();
    const { model, job } = await add({ kind: 'path', path: file });
    expect(job).toBeNull();
    expect(model).toMatchObject({
      name: 'Made for tests',
      kind: 'chat',
      path: file,
      bytes: statSync(file).size,
      recipe: 'IQ4_NL',
      contextTokens: 8192,
      isDefault: true,
      problem: null,
      originalBytes: 0,
    });
    expect(model!.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(model!.parameters).toBeGreaterThan(0);
    expect(readdirSync(session.directory)).toEqual([]);
  });

  it('twice is one model, which keeps the name that it was given', async () => {
    const file = ownGguf();
    const { model } = await add({ kind: 'path', path: file });
    await session.call('model.rename', { id: model!.id, name: 'Mein Modell' });
    const again = await add({ kind: 'path', path: file });
    expect(again.model).toMatchObject({ id: model!.id, name: 'Mein Modell' });
    expect(session.models.list()).toHaveLength(1);
  });

  it('alone in a folder takes it from there', async () => {
    ownGguf();
    expect((await add(path())).model?.name).toBe('Made for tests');
  });

  it('is known by its content when it is not by its name', async () => {
    const file = ownGguf('model.bin.download');
    expect((await add({ kind: 'path', path: file })).model?.path).toBe(file);
  });

  it('that was uploaded is moved into the models folder under a safe name', async () => {
    const { model } = await add(upload(join(made, 'model.gguf'), '../../böse: "BTLM".gguf'));
    expect(model!.path).toBe(join(session.directory, 'böse BTLM.gguf'));
    expect(existsSync(model!.path)).toBe(true);
    expect(uploadsLeft()).toEqual([]);
  });

  it('that is refused as an upload is named as the person knows it', async () => {
    const file = ownGguf();
    truncateSync(file, 5000);
    await expect(add(upload(file, 'halb.gguf'))).rejects.toThrow(/halb\.gguf/);
    expect(session.models.list()).toEqual([]);
    expect(readdirSync(session.directory)).toEqual([]);
  });

  it.each([
    ['cut short', (file: string) => truncateSync(file, statSync(file).size - 100)],
    ['cut short in its header', (file: string) => truncateSync(file, 300)],
    ['no GGUF at all', (file: string) => writeFileSync(file, 'hello, I am text')],
    ['empty', (file: string) => writeFileSync(file, '')],
  ])('that is %s is refused with a sentence, and nothing is registered', async (_, spoil) => {
    const file = ownGguf('kaputt.gguf');
    spoil(file);
    await expect(add({ kind: 'path', path: file })).rejects.toMatchObject({
      code: 'unreadable',
      message: expect.stringMatching(/kaputt\.gguf/),
    });
    expect(session.models.list()).toEqual([]);
  });
});

describe('adding a checkpoint', () => {
  it('converts the folder in a job and leaves the folder alone', async () => {
    const folder = ownCheckpoint();
    const before = readdirSync(folder);
    const { model, job } = await add({ kind: 'path', path: folder });
    expect(model).toBeNull();
    expect(job).toMatchObject({ kind: 'conversion', title: 'btlm-3b-8k-base' });
    const ended = await session.settled(job);
    expect(ended).toMatchObject({ state: 'done', error: null });
    expect(session.models.byId(ended.subject!)).toMatchObject({
      name: 'btlm-3b-8k-base',
      kind: 'base',
      recipe: 'F16',
      originalBytes: 0,
      path: join(session.directory, 'btlm-3b-8k-base-F16.gguf'),
    });
    expect(readdirSync(folder)).toEqual(before);
  });

  it('takes its dropped files for the folder', async () => {
    ownCheckpoint('c');
    const { job } = await add(path('c', 'config.json'), path('c', 'pytorch_model.bin'));
    expect((await session.settled(job)).state).toBe('done');
  });

  it('brings uploaded files together, and removes them after', async () => {
    const folder = ownCheckpoint();
    const sources = readdirSync(folder).map((name) => upload(join(folder, name), `some folder/${name}`));
    const { job } = await add(...sources, upload(join(folder, 'config.json'), 'some folder/README.md'));
    const ended = await session.settled(job);
    expect(ended).toMatchObject({ state: 'done', error: null });
    expect(session.models.byId(ended.subject!)).toMatchObject({ recipe: 'F16', originalBytes: 0 });
    expect(readdirSync(join(session.directory, 'originals'))).toEqual([]);
  });

  it('cancelled removes what was uploaded but never the own folder', async () => {
    await session.close();
    session = await Session.open(data.path, {
      convert: ({ signal }) =>
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    });
    const folder = ownCheckpoint();
    const first = await add({ kind: 'path', path: folder });
    const second = await add(...readdirSync(folder).map((name) => upload(join(folder, name), name)));
    await session.jobs.board.cancel(first.job!.id);
    await session.jobs.board.cancel(second.job!.id);
    expect(readdirSync(folder).length).toBeGreaterThan(3);
    expect(readdirSync(join(session.directory, 'originals'))).toEqual([]);
  });

  it.each([
    ['config.json', /config\.json, so it is not a checkpoint/],
    ['pytorch_model.bin', null],
    ['vocab.json', null],
  ])('without %s ends with a sentence', async (name, sentence) => {
    const folder = ownCheckpoint();
    rmSync(join(folder, name));
    if (sentence) {
      await expect(add({ kind: 'path', path: folder })).rejects.toThrow(sentence);
    } else {
      const { job } = await add({ kind: 'path', path: folder });
      expect(await session.settled(job)).toMatchObject({
        state: 'failed',
        error: expect.stringMatching(/./),
      });
      expect((await session.settled(job)).error).not.toMatch(/inside Bittern/);
    }
    expect(session.models.list()).toEqual([]);
  });

  it.each([
    ['another model', '{"model_type":"llama"}', /llama/],
    ['no JSON', '{', /./],
    ['no object', '[]', /./],
  ])('with a config.json of %s is refused at once', async (_, config, sentence) => {
    const folder = ownCheckpoint();
    writeFileSync(join(folder, 'config.json'), config);
    await expect(add({ kind: 'path', path: folder })).rejects.toMatchObject({
      code: 'unreadable',
      message: expect.stringMatching(sentence),
    });
    expect(session.jobs.board.list()).toEqual([]);
  });

  it('uploaded in part says what is missing', async () => {
    const folder = ownCheckpoint();
    await expect(add(upload(join(folder, 'config.json'), 'config.json'))).rejects.toThrow(
      /vocab\.json is missing/,
    );
  });
});

describe('adding something else', () => {
  it.each([
    ['a text', () => writeFileSync(join(own, 'x'), 'text'), /x is not a model that Bittern can use/],
    ['an empty file', () => writeFileSync(join(own, 'x'), ''), /x is not a model/],
    ['an empty folder', () => mkdirSync(join(own, 'x')), /folder x has no config\.json/],
    ['nothing', () => {}, /x is not there/],
    ['a dangling link', () => symlinkSync(join(own, 'gone'), join(own, 'x')), /x is not there/],
  ])('%s is refused with a sentence', async (_, make, sentence) => {
    make();
    await expect(add(path('x'))).rejects.toThrow(sentence);
  });

  it('two models at once are refused', async () => {
    ownGguf('a.gguf');
    ownGguf('b.gguf');
    await expect(add(path('a.gguf'), path('b.gguf'))).rejects.toThrow(/one model at a time/);
    await expect(add(path())).rejects.toThrow(/holds 2 GGUF files/);
    ownCheckpoint();
    await expect(add(path('a.gguf'), path('btlm'))).rejects.toThrow(/one model at a time/);
    await expect(add(path('a.gguf'), path('btlm', 'config.json'))).rejects.toThrow(/one model at a time/);
  });

  it('an upload that is not there says so', async () => {
    await expect(add({ kind: 'upload', uploadId: 'f'.repeat(32), name: 'x.gguf' })).rejects.toThrow(
      /x\.gguf did not arrive/,
    );
  });
});
