import { copyFileSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { modelHash } from '../../main/models/installed/identity.ts';
import type { InstalledModel } from '../../preload/contract/index.ts';
import { makeSmallBtlm } from '../support/checkpoint/index.ts';
import { convertHere, dataFolder, Session } from './fixture.ts';

let made: string;
let data: { path: string; remove(): void };
let session: Session;

beforeAll(async () => {
  made = mkdtempSync(join(tmpdir(), 'bittern-made-'));
  makeSmallBtlm(join(made, 'checkpoint'));
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
});
afterEach(async () => {
  await session.close();
  data.remove();
});

const owned = (name: string) => join(session.directory, `${name}.gguf`);
const outside = (name: string) => join(dirname(data.path), `${name}.gguf`);
async function register(file: string): Promise<InstalledModel> {
  copyFileSync(join(made, 'model.gguf'), file);
  return session.models.addFile(file);
}

describe('an installed model', () => {
  it('is renamed without touching its file', async () => {
    const model = await register(owned('a'));
    expect(await session.call('model.rename', { id: model.id, name: '  Für Berichte ' })).toEqual({
      ...model,
      name: 'Für Berichte',
    });
    expect(existsSync(owned('a'))).toBe(true);
  });

  it('in the models folder is removed with its file, and the bytes are told', async () => {
    const model = await register(owned('a'));
    expect(await session.call('model.remove', { id: model.id })).toEqual({ freedBytes: model.bytes });
    expect(existsSync(owned('a'))).toBe(false);
    expect(session.models.byId(model.id)).toBeNull();
  });

  it('elsewhere is only forgotten', async () => {
    const model = await register(outside('mine'));
    expect(await session.call('model.remove', { id: model.id })).toEqual({ freedBytes: 0 });
    expect(existsSync(outside('mine'))).toBe(true);
    expect(session.models.list()).toEqual([]);
  });

  it('in a folder whose name begins like the models folder is only forgotten', async () => {
    mkdirSync(`${session.directory}-old`);
    const file = join(`${session.directory}-old`, 'a.gguf');
    const model = await register(file);
    await session.call('model.remove', { id: model.id });
    expect(existsSync(file)).toBe(true);
  });

  it('is let go by whoever uses it before its file is deleted', async () => {
    const model = await register(owned('a'));
    const seen: unknown[] = [];
    session.models.onRemoving(async (id) => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      seen.push([id, existsSync(owned('a'))]);
    });
    await session.call('model.remove', { id: model.id });
    expect(seen).toEqual([[model.id, true]]);
  });

  it('is shown in its folder', async () => {
    const model = await register(outside('mine'));
    await session.call('model.show', { id: model.id });
    expect(session.shown).toEqual([outside('mine')]);
  });

  it('that is not there is an error that says so', async () => {
    const id = 'mdl_000000000000';
    await expect(session.call('model.rename', { id, name: 'x' })).rejects.toMatchObject({
      code: 'not-found',
    });
    await expect(session.call('model.remove', { id })).rejects.toMatchObject({ code: 'not-found' });
    await expect(session.call('model.show', { id })).rejects.toMatchObject({ code: 'not-found' });
    await expect(session.call('model.setDefault', { id })).rejects.toMatchObject({ code: 'not-found' });
    session.models.markProblem(id, 'gone');
  });

  it('tells the windows of every change', async () => {
    const model = await register(owned('a'));
    const changes = () => session.heard.filter((one) => one.name === 'model.changed').length;
    let before = changes();
    expect(before).toBeGreaterThan(0);
    for (const change of [
      () => session.call('model.rename', { id: model.id, name: 'x' }),
      () => session.call('model.setDefault', { id: model.id }),
      async () => session.models.markProblem(model.id, 'It crashed.'),
      () => session.call('model.remove', { id: model.id }),
    ]) {
      await change();
      expect(changes()).toBeGreaterThan(before);
      before = changes();
    }
  });
});

describe('the default model', () => {
  it('is the first one, then the chosen one, then what is left', async () => {
    const [a, b] = [await register(owned('a')), await register(owned('b'))];
    expect(session.models.defaultModel()?.id).toBe(a.id);
    await session.call('model.setDefault', { id: b.id });
    expect(session.models.defaultModel()?.id).toBe(b.id);
    expect((await session.call('model.list', {})).models.map((one) => one.isDefault)).toEqual([false, true]);
    await session.call('model.remove', { id: b.id });
    expect(session.models.defaultModel()?.id).toBe(a.id);
    expect(session.models.byId(a.id)?.isDefault).toBe(true);
    await session.call('model.remove', { id: a.id });
    expect(session.models.defaultModel()).toBeNull();
  });

  it('with a problem is passed over, and is the default again without it', async () => {
    const [a, b] = [await register(owned('a')), await register(owned('b'))];
    session.models.markProblem(a.id, 'It crashed while it was loaded.');
    expect(session.models.defaultModel()?.id).toBe(b.id);
    session.models.markProblem(a.id, null);
    expect(session.models.defaultModel()?.id).toBe(a.id);
  });

  it('stays over a restart', async () => {
    await register(owned('a'));
    const b = await register(owned('b'));
    await session.call('model.setDefault', { id: b.id });
    await session.close();
    session = await Session.open(data.path);
    expect(session.models.defaultModel()?.id).toBe(b.id);
  });
});

describe('a problem', () => {
  it('is seen when the file is gone, and over when it is back', async () => {
    const model = await register(outside('mine'));
    renameSync(outside('mine'), outside('away'));
    expect(session.models.byId(model.id)?.problem).toMatch(/mine\.gguf is not there any more/);
    expect(session.models.defaultModel()).toBeNull();
    renameSync(outside('away'), outside('mine'));
    expect(session.models.byId(model.id)?.problem).toBeNull();
  });

  it('is seen when the file was changed, and over when it is added again', async () => {
    const model = await register(outside('mine'));
    writeFileSync(outside('mine'), 'short');
    expect(session.models.byId(model.id)?.problem).toMatch(/was changed/);
    await register(outside('mine'));
    expect(session.models.byId(model.id)).toMatchObject({ id: model.id, problem: null });
  });

  it('that was marked stays over a restart', async () => {
    const model = await register(owned('a'));
    session.models.markProblem(model.id, 'It crashed while it was loaded.');
    await session.close();
    session = await Session.open(data.path);
    expect(session.models.byId(model.id)?.problem).toBe('It crashed while it was loaded.');
  });
});

describe('the hash of a model', () => {
  it('differs when a weight differs though header and size are the same', async () => {
    const file = outside('x');
    writeFileSync(file, Buffer.alloc(500_000, 1));
    const before = await modelHash(file, 'header');
    expect(await modelHash(file, 'header')).toBe(before);
    expect(await modelHash(file, 'other header')).not.toBe(before);
    const changed = Buffer.alloc(500_000, 1);
    changed[499_999] = 2;
    writeFileSync(file, changed);
    expect(await modelHash(file, 'header')).not.toBe(before);
  });

  it('can be had of the smallest file', async () => {
    const file = outside('x');
    writeFileSync(file, '');
    expect(await modelHash(file, 'header')).toMatch(/^[0-9a-f]{64}$/);
  });
});
