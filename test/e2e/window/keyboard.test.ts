import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { go, openSurvey, question, windows } from './support.ts';

const { open, start } = windows();

describe('the focus', () => {
  const focused = (page: Page) =>
    page.evaluate(() => {
      const { activeElement: element } = document;
      return element?.getAttribute('aria-label') ?? element?.textContent ?? '';
    });

  it('goes back to what opened a dialog, a menu’s question or a field', async () => {
    const page = await open(await start('rich'));
    await openSurvey(page);
    const closes = async (opener: string) => {
      await page.keyboard.press('Escape');
      await expect.poll(() => focused(page)).toMatch(opener);
    };
    await page.getByRole('button', { name: 'Conversation settings' }).press('Enter');
    await page.getByRole('dialog').waitFor();
    await closes('Conversation settings');

    await page.getByRole('button', { name: 'Attach' }).press('Enter');
    await page.getByRole('menuitem', { name: /library/ }).press('Enter');
    await page.getByRole('dialog').waitFor();
    await closes('Attach');

    const more = page.getByRole('button', { name: 'More', exact: true });
    await more.press('Enter');
    await page.getByRole('menuitem', { name: 'Delete…' }).press('Enter');
    await page.getByRole('alertdialog').waitFor();
    await closes('More');

    await more.press('Enter');
    await page.getByRole('menuitem', { name: 'Rename…' }).press('Enter');
    await expect.poll(() => focused(page)).toBe('Title of the conversation');
    await closes('How did the bitterns');

    await page.getByRole('button', { name: 'Edit question' }).first().press('Enter');
    await expect.poll(() => focused(page)).toBe('Question');
    await closes('Edit question');

    await page
      .getByRole('button', { name: /^Source 2/ })
      .last()
      .press('Enter');
    await page.locator('.page-box').first().waitFor();
    await page.getByRole('button', { name: 'Close the document' }).press('Enter');
    await expect.poll(() => focused(page)).toMatch('Source 2');
  });

  it('goes back from a search in a document that covers a narrow window; Escape ends the search alone', async () => {
    const page = await open(await start('rich'), { viewport: { width: 420, height: 800 } });
    await go(page, '#/library');
    await page.getByRole('button', { name: 'Bittern survey 2024.pdf', exact: true }).click();
    const panel = page.getByRole('dialog', { name: 'Document' });
    await panel.getByRole('button', { name: /^Find in/ }).click();
    const find = panel.getByRole('textbox', { name: 'Find in this document' });
    await find.fill('sluice');
    await panel.getByText(/^1 of/).first().waitFor();
    await page.keyboard.press('Escape');
    await find.waitFor({ state: 'detached' });
    expect(await panel.isVisible()).toBe(true);
    await expect.poll(() => focused(page)).not.toBe('');
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'detached' });
  });

  it('goes into a document that the keyboard opened, and stays where it was when the pointer did', async () => {
    const page = await open(await start('rich'));
    await openSurvey(page);
    const source = page.getByRole('button', { name: /^Source 2/ }).last();
    await source.press('Enter');
    await expect.poll(() => focused(page)).toBe('Document');
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe('Width of the document');
    await page.keyboard.press('Escape');
    await expect.poll(() => focused(page)).toMatch('Source 2');
    await source.click();
    await page.locator('.page-box').first().waitFor();
    expect(await focused(page)).toMatch('Source 2');
  });

  it('is on a document as a whole where that covers the window, and in no field where there is no keyboard', async () => {
    const size = { viewport: { width: 420, height: 800 } };
    const page = await open(await start('rich'), { ...size, hasTouch: true, isMobile: true });
    await page.getByRole('button', { name: 'Show the list' }).click();
    const list = page.getByRole('dialog', { name: 'Conversations and views' });
    await expect.poll(() => list.evaluate((dialog) => dialog === document.activeElement)).toBe(true);
    await openSurvey(page);
    await page
      .getByRole('button', { name: /^Source 2/ })
      .last()
      .click();
    const panel = page.getByRole('dialog', { name: 'Document' });
    await panel.locator('.page-box').first().waitFor();
    expect(await panel.evaluate((dialog) => dialog === document.activeElement)).toBe(true);
  });

  it('stays at a message of which another version is shown, or that is asked in other words', async () => {
    const page = await open(await start('rich'));
    await openSurvey(page);
    await page.getByRole('button', { name: 'Previous version' }).press('Enter');
    await page.getByText('1/2').waitFor();
    await expect.poll(() => focused(page)).toBe('Next version');
    await page.keyboard.press('Enter');
    await page.getByText('2/2').waitFor();
    await expect.poll(() => focused(page)).toBe('Previous version');
    await page.getByRole('button', { name: 'Edit question' }).press('Enter');
    await page.keyboard.type(' Say it again.');
    await page.keyboard.press('Enter');
    await page.getByRole('article', { name: 'Question' }).getByText('2/2').waitFor();
    await expect.poll(() => focused(page)).toMatch(/Edit question|Previous version/);
  });

  it('goes on beside what was taken away: a conversation, a selection, a document', async () => {
    const page = await open(await start('rich'));
    await go(page, '#/library');
    const removes = async (opener: string, item: string, agree: string) => {
      await page.getByRole('button', { name: opener }).press('Enter');
      await page.getByRole('menuitem', { name: item }).press('Enter');
      await page.getByRole('alertdialog').getByRole('button', { name: agree }).press('Enter');
      await page.getByRole('button', { name: opener }).waitFor({ state: 'detached' });
    };
    const isIn = (locator: Locator) =>
      expect.poll(() => locator.evaluate((element) => element.contains(document.activeElement))).toBe(true);
    const main = page.locator('#main');
    await removes('More about Minutes of the board', 'Delete…', 'Delete');
    await isIn(page.getByRole('navigation', { name: 'Conversations' }));
    await page.getByRole('checkbox', { name: 'Select holiday.pdf' }).press('Space');
    await page.getByRole('button', { name: 'Clear the selection' }).press('Enter');
    await isIn(main);
    await removes('More about holiday.pdf', 'Remove…', 'Remove');
    await isIn(main.getByRole('table', { name: 'Documents' }));
  });

  it('goes into the field below the documents when one of them is taken out', async () => {
    const page = await open(await start('rich'));
    await go(page, '#/library');
    for (const name of ['holiday.pdf', 'Field diary.txt'])
      await page.getByRole('checkbox', { name: `Select ${name}` }).check();
    await page.getByRole('button', { name: 'Ask about them' }).click();
    const remove = page.getByRole('button', { name: 'Remove Field diary.txt from this conversation' });
    await remove.press('Enter');
    await remove.waitFor({ state: 'detached' });
    await expect.poll(() => focused(page)).toBe('Question');
  });

  it('goes back to what opened a document that is closed together with the search in it', async () => {
    const page = await open(await start('rich'));
    await openSurvey(page);
    await page
      .getByRole('button', { name: /^Source 2/ })
      .last()
      .press('Enter');
    await page.locator('.page-box').first().waitFor();
    await page.keyboard.press('ControlOrMeta+f');
    await expect.poll(() => focused(page)).toBe('Find in this document');
    await page.getByRole('button', { name: 'Close the document' }).press('Enter');
    await expect.poll(() => focused(page)).toMatch('Source 2');
  });

  it('is nowhere lost in a narrow window, where one Escape closes a document', async () => {
    const page = await open(await start('rich'), { viewport: { width: 640, height: 360 } });
    await go(page, '#/library');
    await page.getByRole('button', { name: 'Bittern survey 2024.pdf', exact: true }).press('Enter');
    const panel = page.getByRole('dialog', { name: 'Document' });
    await panel.locator('[data-page]').first().waitFor();
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'detached' });
    await expect.poll(() => focused(page)).toBe('Bittern survey 2024.pdf');
  });
});

it('a tooltip comes with the Tab key, and not where the focus comes back to; what is dropped lies over it', async () => {
  const page = await open(await start('rich'));
  await openSurvey(page);
  const more = page.getByRole('button', { name: 'More', exact: true });
  const tooltip = page.getByRole('tooltip');
  await more.click();
  await page.getByRole('menuitem', { name: 'Delete…' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Cancel' }).click();
  await expect.poll(() => more.evaluate((button) => button === document.activeElement)).toBe(true);
  await page.waitForTimeout(700);
  expect(await tooltip.count()).toBe(0);
  await page.keyboard.press('Shift+Tab');
  await tooltip.filter({ hasText: 'Conversation settings' }).waitFor();
  await page.keyboard.press('Tab');
  await tooltip.filter({ hasText: 'More' }).waitFor();
  await page.evaluate(() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File(['reed'], 'reed.txt'));
    document.body.dispatchEvent(new DragEvent('dragenter', { dataTransfer: transfer, bubbles: true }));
  });
  const layer = (element: Element) => Number(getComputedStyle(element).zIndex);
  const drop = await page.getByTestId('drop-overlay').evaluate(layer);
  const tip = await page.locator('[data-radix-popper-content-wrapper]').first().evaluate(layer);
  expect(drop).toBeGreaterThan(tip);
});

it('the keyboard alone leads through a conversation', async () => {
  const page = await open(await start('rich'));
  const found = page.getByRole('link', { name: /How did the bitterns fare/ });
  await found.waitFor();
  await page.keyboard.press('ControlOrMeta+k');
  const search = page.getByRole('searchbox', { name: 'Search conversations' });
  await expect.poll(() => search.evaluate((field) => field === document.activeElement)).toBe(true);
  await page.keyboard.type('bitterns');
  // It is in the list before the search has ended, too, but further down.
  const tabTo = async () => {
    await page.keyboard.press('ControlOrMeta+k');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    return await found.evaluate((link) => link === document.activeElement);
  };
  await expect.poll(tabTo).toBe(true);
  await page.keyboard.press('Enter');
  await expect.poll(() => question(page).evaluate((field) => field === document.activeElement)).toBe(true);
  await page.keyboard.press('ControlOrMeta+Shift+o');
  await page.getByRole('button', { name: 'Try a sample document' }).waitFor();
  await page.keyboard.press('ControlOrMeta+,');
  await page.getByRole('heading', { name: 'Settings', level: 1 }).waitFor();
});
