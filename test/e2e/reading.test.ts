import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { keepPicture, launchBrowser, type Misdeeds, openWindow } from '../support/browser.ts';
import { dropFiles } from '../support/drop.ts';
import { column, type PdfPage, pdfOf } from '../support/pdf.ts';
import { type Shell, startShell } from '../support/shell.ts';

let browser: Browser;
let shell: Shell;
let page: Page;
let misdeeds: Misdeeds;
const directory = mkdtempSync(join(tmpdir(), 'bittern-reading-'));

/** A page of prose that says on every line which line of which page it is. */
const prose = (number: number): PdfPage => {
  const lines = Array.from(
    { length: 40 },
    (_, line) => `Line ${line + 1} of page ${number}: the warden walked along bank ${number * 100 + line}.`,
  );
  return { texts: column(lines, 72, 770, { size: 13 }) };
};
/** A table that lies on its side. */
const sideways: PdfPage = { width: 1191, height: 842, texts: [{ text: 'A wide table', x: 72, y: 700 }] };
const count = 12;
const diary = pdfOf([
  prose(1),
  sideways,
  ...Array.from({ length: count - 2 }, (_, index) => prose(index + 3)),
]);

beforeAll(async () => {
  browser = await launchBrowser();
  shell = await startShell(directory);
  ({ page, misdeeds } = await openWindow(browser, shell.url));
  await page.evaluate(() => location.assign('#/library'));
  await page.getByRole('heading', { level: 1, name: 'Library' }).waitFor();
  await dropFiles(page, [{ name: 'diary.pdf', bytes: diary }]);
  await page.getByRole('row').filter({ hasText: 'PDF, ' }).waitFor();
  await page.getByRole('button', { name: 'diary.pdf', exact: true }).click();
  await drawn(1).waitFor();
});
beforeEach(() => keepPicture(page));
afterAll(async () => {
  await browser?.close();
  await shell?.stop();
  rmSync(directory, { recursive: true, force: true });
  expect(misdeeds).toEqual({ foreignRequests: [], errors: [] });
});

const drawn = (number: number): Locator => page.getByRole('region', { name: `Page ${number}`, exact: true });
const body = (): Locator =>
  page.locator('section[tabindex]', { has: page.locator('[data-page], .document-text') });
/** Where a page begins in the text. */
const begin = (number: number): Locator => page.locator(`.page-marker[data-page="${number}"]`);
const field = (): Locator => page.getByRole('textbox', { name: 'Page', exact: true });
const turnTo = (tab: 'Page' | 'Text' | 'Report'): Promise<void> =>
  page.getByRole('tab', { name: tab }).click();

async function goToPage(number: number): Promise<void> {
  await field().fill(String(number));
  await field().press('Enter');
  await expect.poll(() => field().inputValue()).toBe(String(number));
}

/** What the view says of itself, once it says the same twice: pages are drawn and heights measured little by little. */
async function atRest<T>(read: () => Promise<T>): Promise<T> {
  let before = '';
  let now: T | undefined;
  await expect
    .poll(
      async () => {
        now = await read();
        const isSame = JSON.stringify(now) === before;
        before = JSON.stringify(now);
        return isSame;
      },
      { interval: 150 },
    )
    .toBe(true);
  return now!;
}

/** The line at the upper edge of what is seen, counted through the whole document. */
const topLine = (): Promise<number> =>
  atRest(() =>
    body().evaluate((scroller) => {
      const { top } = scroller.getBoundingClientRect();
      const lines = [...scroller.querySelectorAll('.textLayer span, .document-text [data-at]')];
      const first = lines.find((line) => line.getBoundingClientRect().bottom > top + 4)!;
      const { left } = first.getBoundingClientRect();
      const caret = first.closest('.piece') ? document.caretPositionFromPoint(left + 2, top + 14) : null;
      const before = caret?.offsetNode.textContent?.slice(0, caret.offset + 40) ?? first.textContent ?? '';
      const found = [...before.matchAll(/Line (\d+) of page (\d+)/g)].at(-1);
      return found ? Number(found[2]) * 40 + Number(found[1]) : -1;
    }),
  );
/** Lines that two views may differ by: they are not equally high. */
const few = 3;
const scrollTop = (): Promise<number> => atRest(() => body().evaluate((scroller) => scroller.scrollTop));

it('a page that lies on its side fills the panel and leaves the others as large as they were', async () => {
  const room = await body().evaluate((scroller) => scroller.clientWidth);
  const widths: number[] = [];
  for (const number of [1, 2, 3]) {
    await goToPage(number);
    widths.push((await drawn(number).boundingBox())!.width);
  }
  for (const width of widths) expect(Math.abs(width - (room - 32))).toBeLessThan(2);
});

it('every page is where its number says, beyond pages of other sizes and in other sizes too', async () => {
  const isAtTop = async (number: number) => {
    const top = (await drawn(number).boundingBox())!.y - (await body().boundingBox())!.y;
    expect(Math.abs(top)).toBeLessThan(12);
  };
  for (const number of [2, 3, 9]) {
    await goToPage(number);
    await isAtTop(number);
  }
  await page.getByRole('button', { name: 'Larger' }).click();
  await expect.poll(() => field().inputValue()).toBe('9');
  await goToPage(4);
  await isAtTop(4);
  await page.getByRole('button', { name: 'Smaller' }).click();
  await goToPage(count);
});

it('a page that was gone to is the place in the text, and is there again after it', async () => {
  await goToPage(7);
  await turnTo('Text');
  await expect
    .poll(async () => {
      const [marker, view] = await Promise.all([begin(7).boundingBox(), body().boundingBox()]);
      return marker && view ? Math.abs(marker.y - view.y) < 20 : false;
    })
    .toBe(true);
  await turnTo('Report');
  await page.getByText('Passages').first().waitFor();
  await turnTo('Page');
  await expect.poll(() => field().inputValue()).toBe('7');
  await goToPage(count);
  await turnTo('Text');
  await begin(count).waitFor();
  await turnTo('Page');
  await expect.poll(() => field().inputValue()).toBe(String(count));
});

it('the line that is read on a page is read on in the text, and the other way round', async () => {
  await goToPage(5);
  await body().evaluate((scroller) => scroller.scrollBy(0, 400));
  const top = await scrollTop();
  const onPage = await topLine();
  expect(Math.floor(onPage / 40)).toBe(5);
  await turnTo('Text');
  await expect.poll(async () => Math.abs((await topLine()) - onPage)).toBeLessThanOrEqual(few);
  // Who has not moved comes back to exactly where they were.
  await turnTo('Page');
  await expect.poll(scrollTop).toBe(top);

  await turnTo('Text');
  await expect.poll(async () => Math.abs((await topLine()) - onPage)).toBeLessThanOrEqual(few);
  await body().evaluate((scroller) => scroller.scrollBy(0, 1700));
  const inText = await topLine();
  expect(inText).toBeGreaterThan(onPage + 10);
  await turnTo('Page');
  await expect.poll(async () => Math.abs((await topLine()) - inText)).toBeLessThanOrEqual(few);
});

it('what was found stays in view when the search is closed', async () => {
  await turnTo('Text');
  await page.keyboard.press('ControlOrMeta+f');
  const find = page.getByRole('textbox', { name: 'Find in this document' });
  await find.fill('Line 20 of page 11:');
  await page.getByText('1 of 1', { exact: true }).waitFor();
  await page.locator('mark[data-mark~=found-now]').waitFor();
  const before = await topLine();
  expect(before).toBeGreaterThan(10 * 40);
  await page.keyboard.press('Escape');
  await find.waitFor({ state: 'detached' });
  expect(Math.abs((await topLine()) - before)).toBeLessThanOrEqual(1);
});
