import type { Store } from './index.ts';

/** Rows of `setting`: a key and its value as JSON. Only what a person changed is stored. */
export interface SettingTable {
  all(): Map<string, unknown>;
  put(key: string, value: unknown): void;
}

/** The table `setting` of an open store. */
export function settingTable({ db }: Store): SettingTable {
  const select = db.prepare<[], { key: string; value: string }>('SELECT key, value FROM setting');
  const upsert = db.prepare<[string, string]>(
    'INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
  );
  return {
    all: () => new Map(select.all().map((row) => [row.key, JSON.parse(row.value) as unknown])),
    put: (key, value) => void upsert.run(key, JSON.stringify(value)),
  };
}
