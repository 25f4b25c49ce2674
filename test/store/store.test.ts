import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import SqliteDatabase from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLog } from '../../main/log.ts';
import { openStore } from '../../main/store/index.ts';
import { migrate } from '../../main/store/migrate.ts';
import { migrations } from '../../main/store/migrations/index.ts';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'bittern-store-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const setting = (key: string) => `INSERT INTO conversation VALUES ('${key}', 't', 0, '{}', NULL, 1, 1)`;
const titles = (db: SqliteDatabase.Database) =>
  (db.prepare('SELECT id FROM conversation ORDER BY id').all() as { id: string }[]).map((row) => row.id);

describe('opening the store', () => {
  it('keeps its promises about durability after a write and after opening again', async () => {
    for (let round = 0; round < 2; round++) {
      const store = await openStore(directory, silentLog);
      store.db.exec(setting(`c${round}`));
      const pragma = (name: string) => store.db.pragma(name, { simple: true });
      expect(pragma('journal_mode')).toBe('wal');
      expect(pragma('synchronous')).toBe(2);
      expect(pragma('foreign_keys')).toBe(1);
      expect(pragma('trusted_schema')).toBe(0);
      expect(pragma('cell_size_check')).toBe(1);
      expect(pragma('secure_delete')).toBe(1);
      expect(pragma('busy_timeout')).toBe(5000);
      expect(pragma('integrity_check')).toBe('ok');
      store.close();
    }
  });

  it('has strict tables only', async () => {
    const store = await openStore(directory, silentLog);
    const tables = store.db
      .prepare(
        "SELECT name, strict FROM pragma_table_list WHERE type = 'table' AND schema = 'main' AND name NOT LIKE 'sqlite_%'",
      )
      .all();
    expect(tables.length).toBeGreaterThan(3);
    expect((tables as { strict: number }[]).every((table) => table.strict === 1)).toBe(true);
    store.close();
  });

  it('lets one program in at a time, and the next one after it', async () => {
    const first = await openStore(directory, silentLog);
    await expect(openStore(directory, silentLog)).rejects.toMatchObject({ code: 'busy' });
    first.close();
    (await openStore(directory, silentLog)).close();
  });

  it('refuses a database of a newer version and leaves it as it is', async () => {
    (await openStore(directory, silentLog)).close();
    const file = join(directory, 'bittern.db');
    const db = new SqliteDatabase(file);
    db.pragma('user_version = 999999');
    db.close();
    await expect(openStore(directory, silentLog)).rejects.toMatchObject({
      code: 'bad-input',
      message: /newer version/,
    });
    const again = new SqliteDatabase(file);
    expect(again.pragma('user_version', { simple: true })).toBe(999999);
    again.close();
  });

  it('puts a database that is not one aside, restores the newest backup and says so', async () => {
    const store = await openStore(directory, silentLog);
    store.db.exec(setting('kept'));
    await store.backup();
    store.close();
    writeFileSync(
      join(directory, 'bittern.db'),
      'this is no database at all, only some text that is long enough to look at',
    );
    const repaired = await openStore(directory, silentLog);
    expect(repaired.notice).toMatch(/damaged.*backup.*restored/s);
    expect(titles(repaired.db)).toEqual(['kept']);
    expect(readdirSync(directory).some((name) => name.includes('.corrupt-'))).toBe(true);
    repaired.close();
  });

  it('finds a damaged page after an exit that was not clean', async () => {
    const store = await openStore(directory, silentLog);
    const insert = store.db.prepare("INSERT INTO conversation VALUES (?, ?, 0, '{}', NULL, 1, 1)");
    for (let row = 0; row < 500; row++) insert.run(`c${row}`, 'x'.repeat(200));
    store.db.pragma('wal_checkpoint(TRUNCATE)');
    store.close();
    const file = join(directory, 'bittern.db');
    truncateSync(file, Math.floor(readFileSync(file).length / 8192) * 4096);
    writeFileSync(join(directory, 'bittern.open'), '1');
    const repaired = await openStore(directory, silentLog);
    expect(repaired.notice).toMatch(/damaged/);
    expect(titles(repaired.db)).toEqual([]);
    repaired.close();
  });

  it('makes a damaged index of words anew, keeps everything that was said, and says so', async () => {
    const store = await openStore(directory, silentLog);
    await store.backup();
    store.db.exec(setting('since-the-backup'));
    store.db.exec(
      "INSERT INTO message (id, conversation_id, role, text, created_at) VALUES ('m', 'since-the-backup', 'user', 'wading birds', 1)",
    );
    store.close();
    const db = new SqliteDatabase(join(directory, 'bittern.db'));
    db.unsafeMode(true);
    db.exec("UPDATE message_text_data SET block = x'00000004' WHERE id > 1000");
    db.close();
    writeFileSync(join(directory, 'bittern.open'), '1');

    const repaired = await openStore(directory, silentLog);
    expect(repaired.notice).toMatch(/made anew.*Nothing is lost/);
    expect(titles(repaired.db)).toEqual(['since-the-backup']);
    expect(
      repaired.db.prepare("SELECT rowid FROM message_text WHERE message_text MATCH 'birds'").all(),
    ).toHaveLength(1);
    expect(repaired.db.pragma('quick_check', { simple: true })).toBe('ok');
    expect(readdirSync(directory).some((name) => name.includes('.corrupt-'))).toBe(false);
    repaired.close();
  });

  it('leaves no trace of deleted text', async () => {
    const marker = 'UNMISTAKABLE-MARKER-4711';
    const store = await openStore(directory, silentLog);
    store.db.exec(`INSERT INTO conversation VALUES ('c', 't', 0, '{}', NULL, 1, 1);
      INSERT INTO message (id, conversation_id, role, text, created_at) VALUES ('m', 'c', 'user', '${marker}', 1)`);
    expect(
      store.db
        .prepare('SELECT count(*) AS n FROM message_text WHERE message_text MATCH ?')
        .get('unmistakable'),
    ).toEqual({ n: 1 });
    store.db.exec("DELETE FROM conversation WHERE id = 'c'");
    store.forget();
    expect(
      store.db
        .prepare('SELECT count(*) AS n FROM message_text WHERE message_text MATCH ?')
        .get('unmistakable'),
    ).toEqual({ n: 0 });
    const traces = (): string[] =>
      readdirSync(directory).filter((name) =>
        readFileSync(join(directory, name), 'latin1').toLowerCase().includes('unmistakable'),
      );
    // While it is open as well: closing empties the log in any case, and a program may stay open for weeks.
    expect(readdirSync(directory)).toContain('bittern.db-wal');
    expect(traces()).toEqual([]);
    store.close();
    expect(traces()).toEqual([]);
  });
});

describe('migrations', () => {
  it('lead from every version to the newest', () => {
    for (let steps = 0; steps <= migrations.length; steps++) {
      const db = new SqliteDatabase(':memory:');
      migrate(db, migrations.slice(0, steps));
      if (steps > 0) db.exec(setting('old'));
      migrate(db, migrations);
      expect(db.pragma('user_version', { simple: true })).toBe(migrations.at(-1)!.version);
      expect(titles(db)).toEqual(steps > 0 ? ['old'] : []);
      expect(db.pragma('foreign_key_check')).toEqual([]);
      db.close();
    }
  });

  it('keep the answers of a version that put no words in the place of others', () => {
    const db = new SqliteDatabase(':memory:');
    migrate(
      db,
      migrations.filter(({ version }) => version < 80),
    );
    db.exec(`
      INSERT INTO conversation (id, title, settings, created_at, updated_at) VALUES ('c', 'A talk', '{}', 1, 1);
      INSERT INTO message (id, conversation_id, role, text, created_at) VALUES ('m', 'c', 'assistant', 'Oak.', 1);
      INSERT INTO answer (message_id, made_by, mode, ledger, passages, unsupported)
        VALUES ('m', 'passages', 'passages', '[]', '[]', '[]');
    `);
    migrate(db, migrations);
    expect(db.prepare('SELECT message_id, also_looked_for FROM answer').all()).toEqual([
      { message_id: 'm', also_looked_for: '[]' },
    ]);
    db.close();
  });

  it('begin with a copy of the database as it was, which is checked', async () => {
    const old = new SqliteDatabase(join(directory, 'bittern.db'));
    migrate(old, migrations.slice(0, -1));
    old.exec(setting('old'));
    old.close();
    (await openStore(directory, silentLog)).close();
    const [backup, ...others] = readdirSync(join(directory, 'backups'));
    expect(others).toEqual([]);
    const copy = new SqliteDatabase(join(directory, 'backups', backup ?? ''), { readonly: true });
    expect(copy.pragma('user_version', { simple: true })).toBe(migrations.at(-2)!.version);
    expect(titles(copy)).toEqual(['old']);
    expect(copy.pragma('integrity_check', { simple: true })).toBe('ok');
    copy.close();
    // The next start has nothing to migrate, and copies nothing.
    (await openStore(directory, silentLog)).close();
    expect(readdirSync(join(directory, 'backups'))).toEqual([backup]);
  });

  it('leave the database as it was when a step fails', () => {
    const db = new SqliteDatabase(':memory:');
    migrate(db, migrations.slice(0, 1));
    const broken = {
      version: 1_000_000,
      up: (target: SqliteDatabase.Database) => target.exec('CREATE TABLE half (x); SELECT broken'),
    };
    expect(() => migrate(db, [...migrations.slice(0, 1), broken])).toThrow();
    expect(db.pragma('user_version', { simple: true })).toBe(migrations[0]!.version);
    expect(db.prepare("SELECT count(*) AS n FROM sqlite_schema WHERE name = 'half'").get()).toEqual({ n: 0 });
    db.close();
  });
});

it('has every row that was acknowledged before a SIGKILL', async () => {
  const file = fileURLToPath(new URL('./fixture-writer.ts', import.meta.url));
  for (let round = 0; round < 3; round++) {
    let acknowledged = 0;
    const child = spawn(process.execPath, [file, directory, String(round)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await new Promise<void>((resolve) => {
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        acknowledged += text.split('\n').length - 1;
        if (acknowledged >= 20 + round * 7) child.kill('SIGKILL');
      });
      child.on('close', () => resolve());
    });
    const store = await openStore(directory, silentLog);
    const { n } = store.db
      .prepare('SELECT count(*) AS n FROM conversation WHERE id LIKE ?')
      .get(`r${round}-%`) as { n: number };
    expect(n).toBeGreaterThanOrEqual(acknowledged);
    expect(store.db.pragma('quick_check', { simple: true })).toBe('ok');
    store.close();
  }
});
