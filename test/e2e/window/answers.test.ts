import { describe, expect, it } from 'vitest';
import { dropFiles } from '../../support/drop.ts';
import { go, lastAnswer, openSurvey, question, violations, windows } from './support.ts';

const { open, start } = windows();

describe('an answer', () => {
  it('streams, is stopped by Escape, and can be asked again', async () => {
    const page = await open(await start('rich'));
    await openSurvey(page);
    await question(page).fill('And in 2022?');
    await page.keyboard.press('Enter');
    await page.getByText(/Reading [\d,]+ of 1,893 tokens/).waitFor();
    await lastAnswer(page).getByText('The number of booming').waitFor();
    await page.keyboard.press('Escape');
    await lastAnswer(page).getByText('You stopped this answer.').waitFor();
    const before = await lastAnswer(page).locator('.markdown').textContent();
    expect(before?.length).toBeGreaterThan(10);
    await page.getByRole('button', { name: 'Ask again' }).click();
    await lastAnswer(page).getByText('2/2').waitFor();
    await page
      .locator('article[aria-label=Answer][data-status=done]')
      .last()
      .getByRole('group', { name: 'Sources' })
      .waitFor();
    await lastAnswer(page).getByRole('button', { name: 'Previous version' }).click();
    await lastAnswer(page).getByText('1/2').waitFor();
    expect(await lastAnswer(page).locator('.markdown').textContent()).toBe(before);
  });

  it('is forecast with the time of each part, any of which can be left out', async () => {
    const page = await open(await start('rich'));
    await openSurvey(page);
    await question(page).fill('And in 2022?');
    await page.getByTitle('What the model would be given').click();
    const given = page.getByRole('table', { name: 'Given to the model' });
    await given.getByRole('columnheader', { name: 'Time' }).waitFor();
    const before = await given.getByRole('row').count();
    await given
      .getByRole('button', { name: /^Leave out/ })
      .first()
      .click();
    await page.getByText('You left it out.').waitFor();
    expect(await given.getByRole('row').count()).toBe(before - 1);
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: /^Take back/ }).click();
    await page.getByText('You left it out.').waitFor({ state: 'detached' });
  });

  it('is not lost when the connection is, and goes on when it comes back', async () => {
    const shell = await start('rich');
    const page = await open(shell);
    await go(page, '#/new');
    await question(page).fill('How many?');
    await page.keyboard.press('Enter');
    await lastAnswer(page).getByText('The number of booming').waitFor();
    shell.drop();
    await page.getByTestId('connection').waitFor();
    await page.getByTestId('connection').waitFor({ state: 'detached' });
    await lastAnswer(page).getByText('territories were smaller.').waitFor();
    await expect.poll(() => lastAnswer(page).getAttribute('data-status')).toBe('done');
    const text = await lastAnswer(page).locator('.markdown').textContent();
    expect(text?.match(/highest since recording began/g)).toHaveLength(1);
  });

  it('waits, and nothing is said of the model or of other answers, while the program is gone', async () => {
    const shell = await start('rich');
    const page = await open(shell);
    await go(page, '#/new');
    await page.getByText(/is ready/).waitFor();
    await question(page).fill('How many?');
    await page.keyboard.press('Enter');
    await lastAnswer(page).getByText('The number of booming').waitFor();
    await page.getByRole('img', { name: 'Answering' }).waitFor();
    await shell.close();
    await page.getByText('Not connected to Bittern').waitFor();
    await lastAnswer(page).getByText('Waiting for the connection…').waitFor();
    expect(await page.getByText(/is ready|is working/).count()).toBe(0);
    expect(await page.getByRole('img', { name: 'Answering' }).count()).toBe(0);
    await dropFiles(page, [{ name: 'reed.txt', bytes: Buffer.from('Reed.') }]);
    await page.getByText('The connection to Bittern is lost.').first().waitFor();
    expect(await page.getByText('could not be read').count()).toBe(0);
  });

  it('carries its sources inside the text, marks what no source says, and opens the place', async () => {
    const page = await open(await start('rich'));
    await openSurvey(page);
    const answer = lastAnswer(page);
    expect(await answer.locator('.markdown').textContent()).toMatch(/highest since recording began\.\s*1/);
    expect(await answer.locator('.unsupported').first().textContent()).toBe('52');
    await answer.locator('button.cite').nth(2).click();
    await page.getByRole('tab', { name: 'Text' }).click();
    const highlight = page.locator('mark[data-mark~=highlight]').first();
    await expect.poll(() => highlight.textContent()).toContain('After the dry spring of 2022');
    await expect
      .poll(() =>
        highlight.evaluate((mark) => {
          const { top, bottom } = mark.getBoundingClientRect();
          return top > 0 && bottom < innerHeight;
        }),
      )
      .toBe(true);
  });

  it('of an edited question stands beside the old one', async () => {
    const page = await open(await start('rich'));
    await go(page, '#/new');
    await question(page).fill('First wording');
    await page.keyboard.press('Enter');
    await expect.poll(() => lastAnswer(page).getAttribute('data-status')).toBe('done');
    await page.getByRole('article', { name: 'Question' }).hover();
    const edit = page.getByRole('button', { name: 'Edit question' });
    // What is outside of its message is cut off, not painted.
    const cutOff = await edit.evaluate((button) => {
      const whole = button.closest('li')!.getBoundingClientRect();
      return button.getBoundingClientRect().bottom - whole.bottom;
    });
    expect(cutOff).toBeLessThanOrEqual(0);
    await edit.click();
    const form = page.getByRole('form', { name: 'Edit question' });
    await form.getByRole('textbox').fill('Second wording');
    await form.getByRole('button', { name: 'Ask' }).click();
    const asked = page.getByRole('article', { name: 'Question' });
    await asked.getByText('Second wording').waitFor();
    await asked.getByRole('button', { name: 'Previous version' }).click();
    await asked.getByText('First wording').waitFor();
  });
});

it('a question that is too long stays in its field, with the reason beside it, and begins no conversation', async () => {
  const page = await open(await start('rich'));
  await go(page, '#/new');
  const listed = page.getByRole('list', { name: 'Conversations' }).getByRole('link');
  const before = await listed.count();
  const long = 'reed '.repeat(7000);
  await question(page).fill(long);
  await page.getByRole('button', { name: 'Send' }).click();
  const reason = page.getByRole('alert').filter({ hasText: 'This does not fit' });
  await reason.waitFor();
  expect(await question(page).inputValue()).toBe(long);
  expect(new URL(page.url()).hash).toBe('#/new');
  expect(await listed.count()).toBe(before);
  await question(page).fill('How many?');
  await reason.waitFor({ state: 'detached' });
  await page.keyboard.press('Enter');
  await lastAnswer(page).waitFor();
  expect(await question(page).inputValue()).toBe('');
  expect(await listed.count()).toBe(before + 1);
});
