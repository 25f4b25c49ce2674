import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EventBus } from '../../main/events.ts';
import { silentLog } from '../../main/log.ts';
import { createSettings } from '../../main/settings/index.ts';
import { openStore, type Store } from '../../main/store/index.ts';
import { settingTable } from '../../main/store/settings.ts';

let directory: string;
let store: Store;
const events = new EventBus();

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'bittern-settings-'));
  store = await openStore(directory, silentLog);
});
afterEach(() => {
  store.close();
  rmSync(directory, { recursive: true, force: true });
});
const create = () => createSettings({ store, events, log: silentLog });

describe('settings', () => {
  it('are all defaults in an empty store', () => {
    expect(create().get()).toMatchObject({
      theme: 'system',
      offline: false,
      mirror: null,
      keepOriginal: false,
    });
  });

  it('keep a change, tell every window and every listener, and are there after a restart', () => {
    const settings = create();
    const told: unknown[] = [];
    const stop = events.listen((name, payload) => told.push([name, (payload as { theme: string }).theme]));
    const heard: unknown[] = [];
    settings.onChange((now, before) => heard.push([before.theme, now.theme]));
    settings.set({ theme: 'dark' });
    stop();
    expect(told).toEqual([['settings.changed', 'dark']]);
    expect(heard).toEqual([['system', 'dark']]);
    expect(create().get().theme).toBe('dark');
  });

  it('store only what was changed, so that a later default reaches everyone else', () => {
    create().set({ theme: 'dark' });
    expect([...settingTable(store).all().keys()]).toEqual(['theme']);
  });

  it('can be set back to null', () => {
    const settings = create();
    settings.set({ threads: 3 });
    settings.set({ threads: null });
    expect(create().get().threads).toBeNull();
  });

  it('lose one value that cannot be read, not all', () => {
    create().set({ theme: 'dark' });
    settingTable(store).put('threads', 'many');
    expect(create().get()).toMatchObject({ theme: 'dark', threads: null });
  });

  it.each([
    'http://mirror.example/',
    'ftp://mirror.example/',
    'http://127.0.0.1.example/',
    'http://192.168.1.4/',
  ])('refuse %s as a mirror and keep the old one', (mirror) => {
    const settings = create();
    expect(() => settings.set({ mirror, theme: 'dark' })).toThrow(/https:\/\//);
    expect(create().get()).toMatchObject({ mirror: null, theme: 'system' });
  });

  it.each(['https://mirror.example/hub', 'http://127.0.0.1:8080', 'http://localhost:1', 'http://[::1]:9'])(
    'take %s as a mirror',
    (mirror) => {
      expect(create().set({ mirror }).mirror).toBe(mirror);
    },
  );
});
