import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { keepPicture, launchBrowser, type Misdeeds, openWindow } from '../support/browser.ts';
import { makeSmallGguf } from '../support/checkpoint/gguf.ts';
import { dropFiles } from '../support/drop.ts';
import { fieldGuide } from '../support/field-guide.ts';
import { type Shell, startShell } from '../support/shell.ts';

let browser: Browser;
let shell: Shell;
let page: Page;
let misdeeds: Misdeeds;
const directory = mkdtempSync(join(tmpdir(), 'bittern-chat-'));
const models = mkdtempSync(join(tmpdir(), 'bittern-modèles '));
const talker = join(models, 'talker.gguf');
const small = join(models, 'small one.gguf');

beforeAll(async () => {
  // Speaks English words until it is stopped, slowly enough to be watched.
  await makeSmallGguf(talker, {
    layers: 10,
    heads: 4,
    innerWidth: 1300,
    name: 'Talker',
    speech: { words: 1200, ends: false },
  });
  await makeSmallGguf(small, { name: 'Small one', speech: { words: 20, ends: true } });
  browser = await launchBrowser();
  shell = await startShell(directory);
  ({ page, misdeeds } = await openWindow(browser, shell.url));
});
beforeEach(() => keepPicture(page));
afterAll(async () => {
  await browser?.close();
  await shell?.stop();
  rmSync(directory, { recursive: true, force: true });
  rmSync(models, { recursive: true, force: true });
  expect(misdeeds).toEqual({ foreignRequests: [], errors: [] });
});

const home = (): string => `${new URL(shell.url).origin}/`;
const textOf = async (locator: Locator): Promise<string> =>
  (await locator.textContent({ timeout: 60_000 })) ?? '';
const answers = (): Locator => page.getByRole('article', { name: 'Answer' });

async function ask(question: string): Promise<Locator> {
  await page.getByRole('textbox', { name: 'Question' }).fill(question);
  await page.getByRole('button', { name: 'Send' }).click();
  const answer = answers().last();
  await expect.poll(() => answer.getAttribute('data-status')).toBe('working');
  return answer;
}

/** The text of an answer each time it has grown, `times` times. */
async function growth(answer: Locator, times: number): Promise<string[]> {
  const seen: string[] = [''];
  while (seen.length <= times) {
    const text = await textOf(answer.locator('.markdown').first());
    if (text.length > seen.at(-1)!.length) seen.push(text);
  }
  return seen.slice(1);
}

/** Process ids of the shell's children that run a program of this name. */
function childrenRunning(program: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const parent = Number(/\) \S (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1]);
        return parent === shell.pid && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(program);
      } catch {
        return false;
      }
    });
}

it('takes a model that is dropped on it, and refuses what is none with a sentence', async () => {
  const cut = join(models, 'cut.gguf');
  copyFileSync(small, cut);
  truncateSync(cut, 100_000);
  await dropFiles(page, [cut]);
  await page
    .getByText(/cut short|truncated|incomplete|ends before|too short/i)
    .first()
    .waitFor();
  await dropFiles(page, [{ name: 'other.gguf', bytes: otherArchitecture() }]);
  await page.getByText(/gpt2/).first().waitFor();
  await dropFiles(page, [small]);
  await page.goto(`${home()}#/models`);
  await page.getByRole('article', { name: /small one/i }).waitFor();
});

it('adds a model where it stands, by its path, and answers with it', async () => {
  await page.getByRole('button', { name: 'Add from disk' }).click();
  await page.getByRole('menuitem', { name: 'By its path…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Path' }).fill(talker);
  await dialog.getByRole('button', { name: 'Add' }).click();
  const card = page.getByRole('article', { name: /talker/i });
  await card.waitFor();
  await card.getByRole('button', { name: 'More about Talker' }).click();
  await page.getByRole('menuitem', { name: 'Use by default' }).click();
  await card.getByText('Default', { exact: true }).waitFor();
});

it('loads the model as soon as a question is typed, before there is a conversation', async () => {
  await page.goto(`${home()}#/`);
  await page.getByText('Model not in memory').waitFor();
  const loading = page.getByText('Loading Talker').waitFor();
  await page.getByRole('textbox', { name: 'Question' }).press('H');
  await loading;
  await page.getByText('Talker is ready').waitFor();
  await page.getByTitle('What the model would be given').waitFor();
  expect(await page.getByRole('list', { name: 'Conversations' }).getByRole('link').count()).toBe(0);
});

it('answers a question about a dropped PDF word by word, and stops at once', async () => {
  await page.goto(`${home()}#/`);
  await dropFiles(page, [{ name: 'herons.pdf', bytes: fieldGuide() }]);
  await page.locator('li[data-status=ready]', { hasText: 'herons.pdf' }).waitFor();
  const answer = await ask('How many nests did the colony at Marlow Wood have?');
  const texts = await growth(answer, 5);
  for (const [index, text] of texts.entries())
    expect(text.startsWith((texts[index - 1] ?? '').slice(0, -2))).toBe(true);
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect.poll(() => answer.getAttribute('data-status')).toBe('stopped');
  const stopped = await textOf(answer);
  expect(stopped).toContain(texts[3]!.slice(0, 20));
});

it('keeps the conversation over a reload', async () => {
  const before = await textOf(answers().last().locator('.markdown').first());
  await page.reload();
  await expect.poll(() => answers().count()).toBe(1);
  expect(await textOf(answers().last().locator('.markdown').first())).toBe(before);
  await page.locator('li[data-status=ready]', { hasText: 'herons.pdf' }).waitFor();
});

it('keeps what was written when the runtime is killed, and answers the next question', async () => {
  const answer = await ask('And in winter?');
  await growth(answer, 3);
  const [pid] = childrenRunning('runtime');
  expect(pid).toBeDefined();
  process.kill(pid!, 'SIGKILL');
  await expect.poll(() => answer.getAttribute('data-status')).toBe('interrupted');
  expect((await textOf(answer)).length).toBeGreaterThan(20);
  const next = await ask('Are you back?');
  await growth(next, 2);
  await page.keyboard.press('Escape');
  await expect.poll(() => next.getAttribute('data-status')).toBe('stopped');
});

it('has everything again after the program itself was killed while it answered', async () => {
  const answer = await ask('One more?');
  await growth(answer, 3);
  // What is on the screen is on the disk within a second.
  await new Promise((resolve) => setTimeout(resolve, 1200));
  const seen = (await textOf(answer.locator('.markdown').first())).slice(0, 20);
  const { hash } = new URL(page.url());
  await shell.kill();
  shell = await startShell(directory);
  const token = new URL(shell.url).hash;
  await page.goto('about:blank');
  await page.goto(shell.url);
  expect(token).toMatch(/token/);
  if (hash.startsWith('#/')) await page.goto(`${new URL(shell.url).origin}/${hash}`);
  await expect.poll(() => answers().count()).toBe(4);
  await expect.poll(() => answers().last().getAttribute('data-status')).toBe('interrupted');
  expect(await textOf(answers().last())).toContain(seen);
});

/** The same file with another architecture's name at the place where that stands: both names have four letters. */
function otherArchitecture(): Buffer {
  const bytes = readFileSync(small);
  bytes.write('gpt2', bytes.indexOf('jais', bytes.indexOf('general.architecture')));
  return bytes;
}
