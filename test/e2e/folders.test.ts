import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { keepPicture, launchBrowser, type Misdeeds, openWindow } from '../support/browser.ts';
import { dropPaths } from '../support/drop.ts';
import { type Shell, startShell } from '../support/shell.ts';

let browser: Browser;
let shell: Shell;
let page: Page;
let misdeeds: Misdeeds;
const directory = mkdtempSync(join(tmpdir(), 'bittern-folders-'));
const files = mkdtempSync(join(tmpdir(), 'bittern-röhricht '));

/** Writes a file below the folder, at `/`-separated names. */
function write(path: string, text: string): void {
  const at = join(files, ...path.split('/'));
  mkdirSync(join(at, '..'), { recursive: true });
  writeFileSync(at, text);
}

beforeAll(async () => {
  browser = await launchBrowser();
  shell = await startShell(directory);
  ({ page, misdeeds } = await openWindow(browser, shell.url));
});
beforeEach(() => keepPicture(page));
afterAll(async () => {
  await browser?.close();
  await shell?.stop();
  rmSync(directory, { recursive: true, force: true });
  rmSync(files, { recursive: true, force: true });
  expect(misdeeds).toEqual({ foreignRequests: [], errors: [] });
});

it('takes a dropped folder as its files at any depth', async () => {
  write('drop/2 weirs.txt', 'The river has seventeen weirs.');
  write('drop/10 otters.txt', 'Otters were seen in four places.');
  write('drop/a/mills.md', '# Mills\n\nThe mill at Ufford burned down in 1887.');
  write('drop/a/ünder 🦘/deep.txt', 'The deepest pool is called Long Tom.');
  write('drop/.DS_Store', 'left behind by a file manager');
  await page.getByRole('textbox', { name: 'Question' }).waitFor();
  await dropPaths(page, [join(files, 'drop')]);
  const chips = page.getByRole('list', { name: 'Documents of this conversation' }).locator('li');
  await expect.poll(() => chips.and(page.locator('[data-status=ready]')).count()).toBe(4);
  const names = (await chips.allTextContents()).map((text) => /^.*?\.(txt|md)/.exec(text)?.[0]);
  expect(names.toSorted()).toEqual(['10 otters.txt', '2 weirs.txt', 'deep.txt', 'mills.md']);
  await page.getByRole('textbox', { name: 'Question' }).fill('When did the mill burn down?');
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByRole('article', { name: 'Answer' }).getByText('burned down in 1887').waitFor();
});

it('follows a watched folder as its files come, change, move and go', async () => {
  write('watched/light.txt', 'The lighthouse has 212 steps.');
  write('watched/in/harbour.md', 'The harbour opened in 1904.');
  await page.getByRole('link', { name: 'Library' }).click();
  await page.getByRole('button', { name: 'Watched folders' }).click();
  const dialog = page.getByRole('dialog');
  const path = dialog.getByLabel('Path of the folder');
  const watch = dialog.getByRole('button', { name: 'Watch', exact: true });
  await path.fill(join(files, 'nowhere'));
  await watch.click();
  await dialog.getByRole('alert').waitFor();
  await path.fill(join(files, 'watched'));
  await dialog.getByLabel('Tag (optional)').fill('coast');
  await watch.click();
  await dialog.getByText('2 files, tagged “coast”').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'coast', exact: true }).click();
  const named = async () => {
    const cells = page
      .getByRole('table', { name: 'Documents' })
      .getByRole('button', { name: /^\S+\.(txt|md)$/ });
    return (await cells.allTextContents()).toSorted();
  };
  await expect.poll(named).toEqual(['harbour.md', 'light.txt']);

  write('watched/seals.txt', 'Thirty-three seals lay on the bank.');
  await expect.poll(named).toEqual(['harbour.md', 'light.txt', 'seals.txt']);
  renameSync(join(files, 'watched', 'in', 'harbour.md'), join(files, 'watched', 'port.md'));
  await expect.poll(named).toEqual(['light.txt', 'port.md', 'seals.txt']);
  rmSync(join(files, 'watched', 'seals.txt'));
  await expect.poll(named).toEqual(['light.txt', 'port.md']);

  write('watched/light.txt', 'The lighthouse has three hundred steps now.');
  await page.getByRole('searchbox', { name: 'Search the library' }).fill('three hundred');
  await expect.poll(named).toEqual(['light.txt']);
  await page.getByText('The lighthouse has three hundred steps now.').waitFor();

  await page.getByRole('searchbox', { name: 'Search the library' }).fill('lihgthouse');
  await page.getByText('Also looked for: lighthouse').waitFor();
  expect(await page.getByRole('row').locator('mark').textContent()).toContain('The lighthouse has');
});
