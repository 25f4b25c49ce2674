import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { type FakeShell, startFakeShell } from '../../renderer/fake/server.ts';
import { launchBrowser } from '../../support/browser.ts';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Windows of a test file in a real browser, over programs that keep the contract and nothing else. */
export interface Windows {
  /** A program of its own for each test, with conversations, documents and a model in it, or with nothing. */
  start(content: 'rich' | 'empty', options?: { minutes?: number }): Promise<FakeShell>;
  open(shell: FakeShell, options?: BrowserContextOptions): Promise<Page>;
}

/** To be called once in a file: closes what a test opened, and fails the test when a page complained. */
export function windows(): Windows {
  let browser: Browser;
  const shells: FakeShell[] = [];
  /** What pages said that they should not have said: errors, and violations of the content-security policy. */
  const complaints: string[] = [];

  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser?.close());
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
    for (const shell of shells.splice(0)) await shell.close();
    expect(complaints.splice(0)).toEqual([]);
  });

  return {
    start: async (content, options = {}) => {
      const shell = await startFakeShell({ content, tokenMs: 30, prefillMs: 1500, ...options });
      shells.push(shell);
      return shell;
    },
    open: async (shell, options = {}) => {
      const context = await browser.newContext({ viewport: { width: 1280, height: 820 }, ...options });
      const page = await context.newPage();
      page.setDefaultTimeout(30_000);
      page.on('pageerror', (error) => complaints.push(String(error)));
      page.on('console', (message) => {
        if (message.type() === 'error' && !/WebSocket|ERR_CONNECTION/.test(message.text()))
          complaints.push(message.text());
      });
      await page.addInitScript(() => {
        document.addEventListener('securitypolicyviolation', (event) => {
          console.error(`violates ${event.violatedDirective}: ${event.blockedURI} ${event.sample}`);
        });
      });
      await page.goto(shell.address);
      return page;
    },
  };
}

/** What is wrong for people who use screen readers or keyboards, as one line a finding. */
export async function violations(page: Page): Promise<string[]> {
  // No tooltip is open, and fades are over when their colours count.
  await page.mouse.move(0, 0);
  await page.waitForTimeout(300);
  await page.evaluate(axeSource);
  const { violations: found } = await page.evaluate(() =>
    (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run(),
  );
  return found.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
}

export const openSurvey = (page: Page): Promise<void> =>
  page.getByRole('link', { name: /How did the bitterns fare/ }).click();
export const question = (page: Page): Locator => page.getByRole('textbox', { name: 'Question' });
export const lastAnswer = (page: Page): Locator => page.getByRole('article', { name: 'Answer' }).last();
export const go = (page: Page, fragment: string): Promise<void> =>
  page.evaluate((to) => location.assign(to), fragment);
