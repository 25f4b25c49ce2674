/**
 * Takes the picture of the window in the README: `node scripts/picture.mjs`. Needs a build and a browser. It opens the
 * sample document, asks it a question and opens the first source.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { ensureBrowser } from './browser.mjs';
import { pinnedNode, root } from './repository.mjs';

const data = mkdtempSync(join(tmpdir(), 'bittern-picture-'));
const shell = spawn(pinnedNode, [join(root, 'out/main/cli.js'), 'serve', '--no-open', '--data', data], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
const address = await new Promise((resolve) => {
  shell.stdout.setEncoding('utf8').once('data', (text) => resolve(text.trim()));
});
const browser = await chromium.launch({ executablePath: ensureBrowser(), args: ['--no-sandbox'] });
const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, colorScheme: 'light' });
await page.goto(address);
await page.getByRole('button', { name: 'Try a sample document' }).click();
await page.locator('li[data-status=ready]').waitFor();
await page.getByRole('textbox', { name: 'Question' }).fill('How far does the boom of a bittern carry?');
await page.getByRole('button', { name: 'Send' }).click();
await page
  .getByRole('button', { name: /^Source 1:/ })
  .first()
  .click();
await page.getByRole('tab', { name: 'Page' }).click();
await page.locator('canvas').first().waitFor();
await page.waitForTimeout(1500);
await page.screenshot({ path: join(root, 'docs/window.png') });
await browser.close();
shell.kill();
await new Promise((resolve) => shell.once('exit', resolve));
rmSync(data, { recursive: true, force: true });
