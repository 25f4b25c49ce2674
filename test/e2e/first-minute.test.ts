import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { keepPicture, launchBrowser, type Misdeeds, openWindow } from '../support/browser.ts';
import { makeSmallGguf } from '../support/checkpoint/gguf.ts';
import { dropFiles } from '../support/drop.ts';
import { fieldGuide } from '../support/field-guide.ts';
import { pdfOf } from '../support/pdf.ts';
import { type Shell, startShell } from '../support/shell.ts';

let browser: Browser;
let shell: Shell;
let page: Page;
let misdeeds: Misdeeds;
const directory = mkdtempSync(join(tmpdir(), 'bittern-first-'));

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
});
afterEach(() => {
  expect(misdeeds).toEqual({ foreignRequests: [], errors: [] });
});

const ask = async (question: string) => {
  await page.getByRole('textbox', { name: 'Question' }).fill(question);
  await page.getByRole('button', { name: 'Send' }).click();
};

it('answers from the sample document before there is a model, and opens the passage', async () => {
  await page.getByRole('button', { name: 'Try a sample document' }).click();
  await page.locator('li[data-status=ready]').waitFor();
  await ask('How far does the boom of a bittern carry?');
  const source = page.getByRole('button', { name: /^Source 1:/ }).first();
  await source.waitFor();
  await expect.poll(() => page.locator('article[aria-label=Answer] mark').count()).toBeGreaterThan(0);
  const marked = ((await page.locator('article[aria-label=Answer] mark').first().textContent()) ?? '')
    .replace(/\s+/g, ' ')
    .trim();
  await source.click();
  await page.getByRole('tab', { name: 'Text' }).click();
  const panel = page.getByRole('complementary', { name: 'Document' });
  await expect
    .poll(async () => (await panel.locator('mark').allTextContents()).join(' ').replace(/\s+/g, ' '))
    .toContain(marked.slice(0, 40));
  await page.getByRole('tab', { name: 'Page' }).click();
  await panel.locator('canvas').first().waitFor();
  await page.getByRole('button', { name: 'Close the document' }).click();
});

it('tells what is wrong with files that cannot be read, and goes on', async () => {
  await page
    .getByRole('link', { name: /New conversation/ })
    .or(page.getByRole('button', { name: /New conversation/ }))
    .first()
    .click();
  await dropFiles(page, [
    { name: 'empty.txt', bytes: new Uint8Array() },
    { name: 'broken.pdf', bytes: Buffer.from('%PDF-1.7\nnothing more') },
    { name: 'archive.zip', bytes: Buffer.from('504b0506000000000000000000000000000000000000', 'hex') },
    { name: 'herons.pdf', bytes: fieldGuide() },
  ]);
  const chips = page.getByRole('list', { name: 'Documents of this conversation' });
  await chips.locator('li[data-status=ready]', { hasText: 'herons.pdf' }).waitFor();
  for (const name of ['empty.txt', 'broken.pdf', 'archive.zip']) {
    const failed = chips
      .locator('li[data-status=failed]', { hasText: name })
      .or(page.getByText(new RegExp(`${name.replace('.', '\\.')}.*\\.`)));
    await failed.first().waitFor();
  }
  await ask('How many nests did the colony at Marlow Wood have?');
  const answer = page.getByRole('article', { name: 'Answer' }).last();
  await expect.poll(() => answer.textContent()).toContain('64 nests');
  await expect
    .poll(() => answer.getByRole('button', { name: /^Source 1: herons\.pdf, pages? / }).count())
    .toBeGreaterThan(0);
});

it('finds what was meant by a misspelt word, marks it, and says so', async () => {
  await ask('How many nests did the colnoy have?');
  const answer = page.getByRole('article', { name: 'Answer' }).last();
  await answer.getByText('Also looked for: colony').waitFor();
  expect(await answer.locator('mark').first().textContent()).toContain('colony');
});

it('deletes a conversation with the documents that it alone had, and says so before', async () => {
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Delete…' }).click();
  const question = page.getByRole('alertdialog');
  await question.getByText('documents that were added to this conversation alone').waitFor();
  await question.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('link', { name: 'Library' }).click();
  await page.getByText('a-field-guide-to-bitterns.pdf').waitFor();
  for (const name of ['herons.pdf', 'empty.txt', 'broken.pdf'])
    await page.getByText(name).waitFor({ state: 'detached' });
});

it('keeps words of any length inside the card of a passage', async () => {
  await page.getByRole('button', { name: 'New conversation' }).click();
  // The test before ends in the library, and a file goes to what is shown when it is dropped.
  await page.getByRole('textbox', { name: 'Question' }).waitFor();
  const bytes = Buffer.from(`The serial is ${'w'.repeat(2000)} and the pump is green.`);
  await dropFiles(page, [{ name: 'pump.txt', bytes }]);
  await page.locator('li[data-status=ready]', { hasText: 'pump.txt' }).waitFor();
  await ask('Which colour has the pump?');
  const answer = page.getByRole('article', { name: 'Answer' }).last();
  await answer.getByText('pump is green').waitFor();
  expect(await answer.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0);
});

it('asks for the password of a locked PDF, and reads it once it is right', async () => {
  const locked = pdfOf([{ texts: [{ text: 'The vault opens at midnight.', x: 72, y: 700 }] }], {
    password: 'reed',
  });
  await dropFiles(page, [{ name: 'locked.pdf', bytes: locked }]);
  const form = page.getByRole('form', { name: 'Unlock locked.pdf' });
  await form.waitFor();
  await form.getByRole('textbox').or(form.locator('input')).first().fill('wrong');
  await form.getByRole('button').first().click();
  await expect.poll(() => page.locator('li[data-status=ready]', { hasText: 'locked.pdf' }).count()).toBe(0);
  await form.waitFor();
  await form.getByRole('textbox').or(form.locator('input')).first().fill('reed');
  await form.getByRole('button').first().click();
  await page.locator('li[data-status=ready]', { hasText: 'locked.pdf' }).waitFor();
});

it('offers to answer again what was asked before there was a model', async () => {
  const note = page.getByText('For answers in sentences');
  await note.first().waitFor();
  const folder = mkdtempSync(join(tmpdir(), 'bittern-first-model-'));
  const model = join(folder, 'first.gguf');
  await makeSmallGguf(model, { name: 'First', speech: { words: 20, ends: true } });
  await dropFiles(page, [model]);
  await page.getByText('There was no model when this was asked').first().waitFor();
  expect(await note.count()).toBe(0);
  rmSync(folder, { recursive: true, force: true });
});
