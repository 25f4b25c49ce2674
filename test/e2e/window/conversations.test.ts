import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { go, lastAnswer, openSurvey, question, windows } from './support.ts';

const { open, start } = windows();

describe('a conversation', () => {
  it('is reached from the search field with the arrow keys', async () => {
    const page = await open(await start('rich'));
    const links = page.getByRole('list', { name: 'Conversations' }).getByRole('link');
    await links.nth(1).waitFor();
    const title = async (nth: number) => (await links.nth(nth).textContent()) ?? '';
    const focused = () => page.evaluate(() => document.activeElement?.textContent);
    await page.getByRole('searchbox', { name: 'Search conversations' }).focus();
    await page.keyboard.press('ArrowDown');
    expect(await focused()).toBe(await title(0));
    await page.keyboard.press('ArrowDown');
    expect(await focused()).toBe(await title(1));
    await page.keyboard.press('ArrowUp');
    expect(await focused()).toBe(await title(0));
    const target = await links.first().getAttribute('href');
    await page.keyboard.press('Enter');
    await expect.poll(() => new URL(page.url()).hash).toBe(target);
  });

  it('stands under the day of its last message', async () => {
    const page = await open(await start('rich'));
    const under = (day: string) =>
      page.getByRole('list', { name: day, exact: true }).getByRole('link', { name: /How did the bitterns/ });
    await under('Today').waitFor();
    await page.getByRole('heading', { name: 'Today', level: 2 }).waitFor();
    await page.clock.setFixedTime(Date.now() + 24 * 3600 * 1000);
    await page.reload();
    await under('Yesterday').waitFor();
    await page.getByRole('searchbox', { name: 'Search conversations' }).fill('bitterns');
    await page.getByRole('heading', { name: 'Yesterday' }).waitFor({ state: 'detached' });
    await under('Found').waitFor();
  });

  it('that is deleted is gone from every window, and the focus is where the next one is begun', async () => {
    const shell = await start('rich');
    const page = await open(shell);
    const other = await open(shell);
    await openSurvey(page);
    await openSurvey(other);
    await lastAnswer(other).waitFor();
    await page.getByRole('button', { name: 'More', exact: true }).press('Enter');
    await page.getByRole('menuitem', { name: 'Delete…' }).press('Enter');
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).press('Enter');
    await page.getByRole('heading', { name: 'New conversation' }).waitFor();
    await expect.poll(() => question(page).evaluate((field) => field === document.activeElement)).toBe(true);
    await lastAnswer(other).waitFor({ state: 'detached' });
    await other.getByText('This conversation is not there any more.').waitFor();
  });

  it('is saved as a file that is named for it and holds its questions, answers and sources', async () => {
    const page = await open(await start('rich'));
    await openSurvey(page);
    await page.getByRole('button', { name: 'More', exact: true }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: 'Save as Markdown…' }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^How did the bitterns fare.*\.md$/);
    const text = readFileSync(await download.path(), 'utf8');
    expect(text).toMatch(/^# How did the bitterns fare/);
    expect(text).toContain('Sources:\n\n1. ');
  });

  it('is saved with what is written so far while an answer is being written', async () => {
    const page = await open(await start('rich'));
    await go(page, '#/new');
    await question(page).fill('How many?');
    await page.keyboard.press('Enter');
    await lastAnswer(page).getByText('The number of booming').waitFor();
    await page.getByRole('button', { name: 'More', exact: true }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: 'Save as Markdown…' }).click(),
    ]);
    expect(await lastAnswer(page).getAttribute('data-status')).toBe('working');
    expect(readFileSync(await download.path(), 'utf8')).toMatch(
      /## How many\?\n\nThe number of booming[\s\S]*\n\n\*This answer is still being written\.\*\n$/,
    );
  });
});
