import { BitternError, type Settings, type SettingsPatch, settings } from '../../preload/contract/index.ts';
import type { EventBus } from '../events.ts';
import type { HandlersOf } from '../handlers.ts';
import type { Log } from '../log.ts';
import { isSafeAddress } from '../network/index.ts';
import type { Store } from '../store/index.ts';
import { settingTable } from '../store/settings.ts';

export interface SettingsService {
  readonly handlers: HandlersOf<'settings'>;
  /** All settings as they are now, defaults filled in. Frozen; a change gives a new object. */
  get(): Settings;
  /**
   * Stores changes and tells every window. Nothing is stored when one of them cannot be used.
   * Throws `bad-input`.
   */
  set(patch: SettingsPatch): Settings;
  /** Called after every change. Returns a function that stops it. */
  onChange(listener: (now: Settings, before: Settings) => void): () => void;
}

/** What a person can set for the whole program, kept in table `setting`. */
export function createSettings(options: { store: Store; events: EventBus; log: Log }): SettingsService {
  const table = settingTable(options.store);
  const listeners = new Set<(now: Settings, before: Settings) => void>();
  let current = read(table.all(), options.log);

  const set = (patch: SettingsPatch): Settings => {
    const changes = Object.entries(patch).filter(([, value]) => value !== undefined);
    refuseUnsafeMirror(patch.mirror);
    const before = current;
    const now = Object.freeze(settings.parse({ ...before, ...Object.fromEntries(changes) }));
    options.store.transaction(() => {
      for (const [key] of changes) table.put(key, now[key as keyof Settings]);
    });
    current = now;
    options.events.emit('settings.changed', now);
    for (const listener of listeners) listener(now, before);
    return now;
  };

  return {
    handlers: { 'settings.get': () => current, 'settings.set': set },
    get: () => current,
    set,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Keys are checked one by one: a value that an older or newer version left costs its own default, not all settings. */
function read(stored: ReadonlyMap<string, unknown>, log: Log): Settings {
  const usable: Record<string, unknown> = {};
  for (const [key, schema] of Object.entries(settings.shape)) {
    if (!stored.has(key)) continue;
    const value = schema.safeParse(stored.get(key));
    if (value.success) usable[key] = value.data;
    else log('warn', `The stored setting ${key} is not usable; its default is used.`);
  }
  return Object.freeze(settings.parse(usable));
}

function refuseUnsafeMirror(mirror: string | null | undefined): void {
  if (mirror && !isSafeAddress(mirror))
    throw new BitternError(
      'bad-input',
      'A mirror must begin with https:// so that nobody on the way can change what is fetched. Plain http:// works for this machine only (127.0.0.1 or localhost).',
    );
}
