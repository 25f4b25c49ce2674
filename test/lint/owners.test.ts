import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const biome = createRequire(import.meta.url).resolve('@biomejs/biome/bin/biome');
const folder = mkdtempSync(join(tmpdir(), 'bittern-owners-'));

/** What only one place may do: the code, the sentence that refuses it elsewhere, and the place. */
const owned = [
  ['new BrowserWindow({});', 'Windows are made', 'main/electron/window.ts'],
  ['shell.openExternal(address);', 'Addresses leave the program', 'main/electron/links.ts'],
  ['new Database(file);', 'Databases are opened', 'main/store/connection.ts'],
  ["ipcMain.on('bittern', listen);", 'Electron’s IPC is used', 'main/electron/sessions.ts'],
  ["ipcRenderer.send('bittern', message);", 'Electron’s IPC is used', 'preload/index.ts'],
  ['element.innerHTML = text;', 'Text never becomes markup', null],
  ["element.insertAdjacentHTML('beforeend', text);", 'Text never becomes markup', null],
  ['<p dangerouslySetInnerHTML={{ __html: text }} />;', 'Text never becomes markup', null],
] as const;

/** Sentences of our own rules, by file. */
const refusals = new Map<string, string[]>();

const elsewhere = (index: number): string => `renderer/elsewhere-${index}.tsx`;

beforeAll(() => {
  cpSync(join(root, 'biome.json'), join(folder, 'biome.json'));
  cpSync(join(root, 'lint'), join(folder, 'lint'), { recursive: true });
  writeFileSync(join(folder, '.gitignore'), 'out/\n');
  owned.forEach(([code, , owner], index) => {
    for (const file of [elsewhere(index), ...(owner ? [owner] : [])]) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), `${code}\n`);
    }
  });
  const { stdout } = spawnSync(
    process.execPath,
    [biome, 'lint', '--reporter=json', '--max-diagnostics=200', '.'],
    {
      cwd: folder,
      encoding: 'utf8',
    },
  );
  const { diagnostics } = JSON.parse(stdout) as {
    diagnostics: { category: string; message: string; location: { path: string } }[];
  };
  for (const { category, message, location } of diagnostics)
    if (category === 'plugin') refusals.set(location.path, [...(refusals.get(location.path) ?? []), message]);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('what has a single owner', () => {
  it.each(owned.map(([code, sentence], index) => ({ code, sentence, index })))(
    'is refused elsewhere: $code',
    ({ sentence, index }) => {
      expect(refusals.get(elsewhere(index))?.join()).toContain(sentence);
    },
  );

  it.each(owned.filter(([, , owner]) => owner).map(([code, , owner]) => ({ code, owner })))(
    'is allowed to its owner: $code',
    ({ owner }) => {
      expect(refusals.get(owner ?? '')).toBeUndefined();
    },
  );
});
