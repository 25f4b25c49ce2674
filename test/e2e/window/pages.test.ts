import type { BrowserContextOptions, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { go, openSurvey, windows } from './support.ts';

const { open, start } = windows();

describe('pages of a PDF', () => {
  const openPdf = async (options: BrowserContextOptions = {}): Promise<Page> => {
    const page = await open(await start('rich'), options);
    await go(page, '#/library');
    await page.getByRole('button', { name: 'Bittern survey 2024.pdf', exact: true }).click();
    await page.getByRole('region', { name: 'Page 1', exact: true }).waitFor();
    return page;
  };
  /** The page at the upper edge of what is seen. */
  const topPage = (page: Page) =>
    page.locator('[data-page]').evaluateAll((pages) => {
      const top = pages[0]!.closest('section[tabindex]')!.getBoundingClientRect().top + 20;
      return pages.find((one) => one.getBoundingClientRect().bottom > top)?.getAttribute('data-page');
    });

  it('are reached by their number, and stay in view when they are drawn larger', async () => {
    const page = await openPdf();
    const field = page.getByRole('textbox', { name: 'Page', exact: true });
    await field.fill('3');
    await field.press('Enter');
    await expect.poll(() => topPage(page)).toBe('3');
    for (let times = 0; times < 3; times++) {
      await page.getByRole('button', { name: 'Larger' }).click();
      await expect.poll(() => topPage(page)).toBe('3');
    }
    expect(await field.inputValue()).toBe('3');
    await field.fill('900');
    await field.press('Enter');
    await expect.poll(() => field.inputValue()).toBe('4');
  });

  it('show what was found in the text', async () => {
    const page = await openPdf();
    await page.keyboard.press('ControlOrMeta+f');
    await page.getByRole('textbox', { name: 'Find in this document' }).fill('every sluice should');
    await page.getByText('1 of 1', { exact: true }).waitFor();
    await page.getByRole('tab', { name: 'Page' }).click();
    await page.locator('[data-page="4"] .page-box').first().waitFor();
  });

  it('show their marked words where the system forces its colours', async () => {
    const page = await open(await start('rich'), { forcedColors: 'active', colorScheme: 'dark' });
    await openSurvey(page);
    await page
      .getByRole('button', { name: /^Source 2/ })
      .last()
      .click();
    const box = page.locator('.page-box').first();
    await box.waitFor();
    expect(await box.evaluate((element) => getComputedStyle(element).backgroundColor)).toMatch(/^oklch/);
  });
});
