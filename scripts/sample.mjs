/** Prints the sample document from its source: `node scripts/sample.mjs`. Run after changing `resources/sample/*.html`; needs a browser. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { ensureBrowser } from './browser.mjs';
import { root } from './repository.mjs';

const name = 'a-field-guide-to-bitterns';
const folder = join(root, 'resources/sample');

const browser = await chromium.launch({ executablePath: ensureBrowser(), args: ['--no-sandbox'] });
const page = await browser.newPage();
await page.goto(pathToFileURL(join(folder, `${name}.html`)).href);
await page.pdf({ path: join(folder, `${name}.pdf`), preferCSSPageSize: true, tagged: true, outline: true });
await browser.close();
