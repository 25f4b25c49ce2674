import { type Browser, chromium, type Page } from 'playwright-core';
import { onTestFailed } from 'vitest';
import { findBrowser } from '../../scripts/browser.mjs';

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/** Starts the machine's Chromium. Throws when there is none: `npm test` installs one where it can. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = process.env.BITTERN_CHROMIUM ?? findBrowser();
  if (!executablePath)
    throw new Error('There is no Chromium or Chrome on this machine; the window cannot be tested.');
  // Without a locale Chromium cannot name files with letters beyond ASCII.
  const env = { LANG: 'C.UTF-8', ...process.env } as Record<string, string>;
  return await chromium.launch({ executablePath, args: flags, env });
}

/** Everything a page does that it never should: requests to other hosts, errors, violations of its content-security policy. */
export interface Misdeeds {
  foreignRequests: string[];
  errors: string[];
}

/** Opens the window and watches it. */
export async function openWindow(browser: Browser, url: string): Promise<{ page: Page; misdeeds: Misdeeds }> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 860 } });
  const misdeeds: Misdeeds = { foreignRequests: [], errors: [] };
  page.on('request', (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (protocol.startsWith('http') && hostname !== '127.0.0.1') misdeeds.foreignRequests.push(request.url());
  });
  page.on('pageerror', (error) => misdeeds.errors.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' && /content security|violates/i.test(message.text()))
      misdeeds.errors.push(message.text());
  });
  await page.goto(url);
  return { page, misdeeds };
}

/** When the running test fails, leaves a picture of the window in `out/e2e`. Call it first thing in a test. */
export function keepPicture(page: Page): void {
  onTestFailed(async ({ task }) => {
    const name = task.name.replace(/\W+/g, '-').slice(0, 80);
    await page.screenshot({ path: `out/e2e/${name}.png` }).catch(() => {});
  });
}
