import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { keepPicture, launchBrowser, type Misdeeds, openWindow } from '../support/browser.ts';
import type { FakeHub } from '../support/hub.ts';
import { startBtlmHub } from '../support/hub-btlm.ts';
import { type Shell, startShell } from '../support/shell.ts';

/** A path that programs stumble over: a space, and letters of several scripts. */
const root = mkdtempSync(join(tmpdir(), 'bittern-get-'));
const directory = join(root, 'Ünï 田中 data');

let hub: FakeHub;
let browser: Browser;
let shell: Shell;
let page: Page;
let misdeeds: Misdeeds;

async function start(): Promise<void> {
  await (page as Page | undefined)?.close();
  shell = await startShell(directory, { HF_ENDPOINT: hub.url });
  ({ page, misdeeds } = await openWindow(browser, shell.url));
  await page.getByRole('link', { name: 'Models' }).click();
}

beforeAll(async () => {
  [hub, browser] = await Promise.all([startBtlmHub({ speech: { words: 40, ends: true } }), launchBrowser()]);
  await start();
});
beforeEach(() => keepPicture(page));
afterAll(async () => {
  await browser?.close();
  await shell?.stop();
  await hub?.close();
  rmSync(root, { recursive: true, force: true });
});
afterEach(() => {
  expect(misdeeds).toEqual({ foreignRequests: [], errors: [] });
});

const onItsWay = () =>
  page.getByRole('region', { name: 'On its way' }).getByRole('article', { name: 'BTLM-3B-8K chat' });
const installed = () =>
  page.getByRole('region', { name: 'Installed' }).getByRole('article', { name: 'BTLM-3B-8K chat' });
const weightsRequests = () => hub.requests.filter((request) => request.server === 'storage');

it('begins to download with one click, shows how far it is, and pauses', async () => {
  hub.bytesPerSecond = 1_000_000;
  await page.getByRole('button', { name: 'Get BTLM-3B-8K chat' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Download' }).click();
  await onItsWay()
    .getByText(/^Downloading pytorch_model-00001-of-00002\.bin/)
    .waitFor();
  await expect.poll(() => onItsWay().textContent()).toMatch(/left/);
  await onItsWay().getByRole('button', { name: 'Pause' }).click();
  await onItsWay().getByRole('button', { name: 'Resume' }).waitFor();
  await onItsWay()
    .getByText(/^Paused · Downloading pytorch_model-00001-of-00002\.bin/)
    .waitFor();
  expect(await onItsWay().textContent()).toMatch(/[\d.]+ [kM]B of [\d.]+ [kM]B/);
});

it('is paused still after the program was killed, and goes on from where it was', async () => {
  await shell.kill();
  await start();
  const before = hub.requests.length;
  await onItsWay().getByRole('button', { name: 'Resume' }).click();
  await expect.poll(() => hub.requests.length).toBeGreaterThan(before);
  await expect.poll(() => weightsRequests().at(-1)?.headers.range).toMatch(/^bytes=[1-9]\d*-$/);
});

it('survives being killed while it downloads, without being asked again', async () => {
  const before = weightsRequests().length;
  await shell.kill();
  hub.bytesPerSecond = null;
  await start();
  await expect.poll(() => weightsRequests().length).toBeGreaterThan(before);
  await installed().waitFor({ timeout: 110_000 });
  expect(readdirSync(join(directory, 'models')).filter((name) => name.endsWith('.gguf'))).toHaveLength(1);
  expect(readdirSync(join(directory, 'models', 'originals'))).toEqual([]);
});

/** Does something of an installed model's menu. */
async function choose(name: string): Promise<void> {
  await installed().first().getByRole('button', { name: 'More about BTLM-3B-8K chat' }).click();
  await page.getByRole('menuitem', { name }).click();
}

it('asks what to do with the original, keeps it when told to, and frees it later', async () => {
  // What comes first depends on what this machine is recommended.
  const first = await installed().first().textContent();
  const third = first?.includes('IQ4_NL') ? 'Q4_K' : 'IQ4_NL';
  await choose('Store differently…');
  const dialog = page.getByRole('dialog', { name: 'Store BTLM-3B-8K chat differently' });
  await dialog.getByText('Q8_0', { exact: true }).click();
  await dialog.getByText(/Takes another [\d.]+ GB/).waitFor();
  await dialog.getByRole('switch', { name: 'Keep the original' }).click();
  expect(await dialog.textContent()).toMatch(/On disk afterwards: [\d.]+ GB/);
  await dialog.getByRole('button', { name: 'Download' }).click();
  await expect.poll(() => installed().count(), { timeout: 110_000 }).toBe(2);
  const before = weightsRequests().length;

  // With the original here a third one needs no download.
  await page
    .getByRole('region', { name: 'Installed' })
    .getByRole('article', { name: 'BTLM-3B-8K chat' })
    .filter({ hasText: 'The original is kept' })
    .getByRole('button', { name: 'More about BTLM-3B-8K chat' })
    .click();
  await page.getByRole('menuitem', { name: 'Store differently…' }).click();
  await dialog.getByText('The original is here already').waitFor();
  await dialog.getByText(third, { exact: true }).click();
  await dialog.getByRole('button', { name: 'Convert' }).click();
  await expect.poll(() => installed().count(), { timeout: 110_000 }).toBe(3);
  expect(weightsRequests()).toHaveLength(before);

  // Both were made from it: it goes with the second answer.
  for (const freed of ['The original stays for the other model', 'are free again']) {
    await page.getByRole('button', { name: 'Delete the original' }).first().click();
    const question = page.getByRole('alertdialog');
    expect(await question.textContent()).toMatch(/[\d.]+ [kM]B/);
    await question.getByRole('button', { name: 'Delete the original' }).click();
    await page.getByText(freed).first().waitFor();
  }
  expect(readdirSync(join(directory, 'models', 'originals'))).toEqual([]);
  await expect.poll(() => page.getByText('The original is kept').count()).toBe(0);
});

it('answers with the model that was made', async () => {
  await page
    .getByRole('link', { name: /New conversation/ })
    .or(page.getByRole('button', { name: /New conversation/ }))
    .first()
    .click();
  await page.getByRole('textbox', { name: 'Question' }).fill('Say some words.');
  await page.getByRole('button', { name: 'Send' }).click();
  await expect
    .poll(async () => (await page.getByRole('article', { name: 'Answer' }).textContent())?.length ?? 0, {
      timeout: 110_000,
    })
    .toBeGreaterThan(40);
});
