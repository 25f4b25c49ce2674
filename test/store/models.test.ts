import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLog } from '../../main/log.ts';
import { openStore, type Store } from '../../main/store/index.ts';
import { jobTable, type StoredJob } from '../../main/store/jobs.ts';
import { migrate } from '../../main/store/migrate.ts';
import { migrations } from '../../main/store/migrations/index.ts';
import { modelTable, type StoredModel } from '../../main/store/models.ts';
import { networkTable } from '../../main/store/network.ts';

let directory: string;
let store: Store;
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'bittern-store-'));
  store = await openStore(directory, silentLog);
});
afterEach(() => {
  store.close();
  rmSync(directory, { recursive: true, force: true });
});

const model = (id: string): StoredModel => ({
  id,
  name: 'BTLM',
  kind: 'chat',
  path: `/models/${id}.gguf`,
  bytes: 1_640_000_000,
  recipe: 'IQ4_NL',
  hash: 'a'.repeat(64),
  contextTokens: 8192,
  parameters: 2_646_000_000,
  isDefault: false,
  addedAt: 1,
  problem: null,
  origin: null,
  originalBytes: 0,
  owned: true,
  catalogueId: null,
  originalPath: null,
});
const job = (id: string, state: StoredJob['state'], createdAt = 1): StoredJob => ({
  id,
  kind: 'download',
  title: 'BTLM',
  step: 'Downloading',
  state,
  progress: { done: 1, total: 5_290_000_000, unit: 'bytes', rate: 10.5, secondsLeft: null },
  error: null,
  canPause: true,
  subject: null,
  payload: { nested: ['x'] },
  createdAt,
});

describe('the migration of models and jobs', () => {
  it('adds its tables to a database of the version before, and keeps what is there', () => {
    const db = new SqliteDatabase(':memory:');
    migrate(
      db,
      migrations.filter((step) => step.version < 30),
    );
    db.exec(`INSERT INTO conversation VALUES ('c', 'kept', 0, '{}', NULL, 1, 1)`);
    migrate(db, migrations);
    expect(db.prepare('SELECT title FROM conversation').pluck().get()).toBe('kept');
    for (const table of ['model', 'job', 'setting', 'network_attempt'])
      expect(db.prepare(`SELECT count(*) FROM ${table}`).pluck().get()).toBe(0);
    db.close();
  });
});

describe('the migration of models’ origins', () => {
  it('keeps the models of the version before, whose origin nobody wrote down', () => {
    const db = new SqliteDatabase(':memory:');
    migrate(
      db,
      migrations.filter((step) => step.version < 70),
    );
    db.exec(`INSERT INTO model (id, name, kind, path, bytes, recipe, hash, context_tokens, parameters, owned, added_at)
      VALUES ('mdl_a', 'BTLM', 'chat', '/m.gguf', 1, 'Q4_K', 'h', 8192, 1, 1, 1)`);
    migrate(db, migrations);
    expect(db.prepare('SELECT name, origin FROM model').get()).toEqual({ name: 'BTLM', origin: null });
    db.close();
  });
});

describe('models', () => {
  it('come back as they went in', () => {
    const table = modelTable(store);
    const given = {
      ...model('mdl_a'),
      problem: 'It crashed.',
      originalPath: '/o',
      originalBytes: 5,
      catalogueId: 'x',
      origin: `cerebras/btlm@${'a'.repeat(40)}`,
    };
    table.put(given);
    expect(table.get('mdl_a')).toEqual(given);
    expect(table.byPath(given.path)).toEqual(given);
  });

  it('have one default at most', () => {
    const table = modelTable(store);
    table.put(model('mdl_a'));
    table.put(model('mdl_b'));
    table.setDefault('mdl_a');
    table.setDefault('mdl_b');
    expect(table.all().map((one) => one.isDefault)).toEqual([false, true]);
    // Storing a model does not change which one it is.
    table.put({ ...model('mdl_a'), isDefault: true });
    expect(table.all().map((one) => one.isDefault)).toEqual([false, true]);
    table.setDefault(null);
    expect(table.all().some((one) => one.isDefault)).toBe(false);
  });

  it('cannot be two for one file', () => {
    const table = modelTable(store);
    table.put(model('mdl_a'));
    expect(() => table.put({ ...model('mdl_b'), path: model('mdl_a').path })).toThrow(/UNIQUE/);
  });
});

describe('jobs', () => {
  it('come back as they went in', () => {
    const table = jobTable(store);
    table.put(job('job_a', 'running'));
    expect(table.get('job_a')).toEqual(job('job_a', 'running'));
    table.put({ ...job('job_a', 'failed'), error: 'No.', progress: null, payload: null });
    expect(table.get('job_a')).toEqual({
      ...job('job_a', 'failed'),
      error: 'No.',
      progress: null,
      payload: null,
    });
    expect(table.get('job_b')).toBeUndefined();
  });

  it('that wait or run are found oldest first', () => {
    const table = jobTable(store);
    table.put(job('job_a', 'queued', 3));
    table.put(job('job_b', 'running', 2));
    for (const state of ['paused', 'done', 'failed', 'cancelled'] as const)
      table.put(job(`job_${state}`, state));
    expect(table.resumable().map((one) => one.id)).toEqual(['job_b', 'job_a']);
  });

  it('are forgotten when they ended long ago, and only then', () => {
    const table = jobTable(store);
    for (let n = 0; n < 10; n++) table.put(job(`job_${n}`, n % 2 ? 'done' : 'cancelled', n));
    table.put(job('job_x', 'failed', 0));
    table.prune(3);
    expect(table.list(100).map((one) => one.id)).toEqual(['job_x', 'job_7', 'job_8', 'job_9']);
    expect(table.list(1).map((one) => one.id)).toEqual(['job_x', 'job_9']);
  });
});

describe('the ledger', () => {
  it('keeps the newest', () => {
    const table = networkTable(store);
    const add = (n: number) =>
      table.add({
        at: n,
        purpose: 'model-download',
        url: `https://h/${n}`,
        allowed: n % 2 === 0,
        outcome: 'connecting',
      });
    const ids = [1, 2, 3, 4, 5].map(add);
    table.finish(ids[4]!, '200');
    table.prune(2);
    expect(table.latest(10)).toEqual([
      { at: 5, purpose: 'model-download', url: 'https://h/5', allowed: false, outcome: '200' },
      { at: 4, purpose: 'model-download', url: 'https://h/4', allowed: true, outcome: 'connecting' },
    ]);
  });
});
