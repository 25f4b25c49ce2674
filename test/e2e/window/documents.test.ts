import { describe, expect, it } from 'vitest';
import { dropFiles } from '../../support/drop.ts';
import { go, windows } from './support.ts';

const { open, start } = windows();

describe('documents', () => {
  it('dropped on a new conversation begin it, are read in sight, and what cannot be taken is said', async () => {
    const page = await open(await start('empty'));
    await dropFiles(page, [
      { name: 'minutes.txt', bytes: Buffer.from('reed') },
      { name: 'all.zip', bytes: Buffer.from('PK') },
    ]);
    const chips = page.getByRole('list', { name: 'Documents of this conversation' });
    await chips.locator('li[data-status=reading]', { hasText: 'minutes.txt' }).waitFor();
    await chips.locator('li[data-status=ready]', { hasText: 'minutes.txt' }).waitFor();
    await page.getByText('“all.zip” is an archive.').first().waitFor();
    expect(new URL(page.url()).hash).toMatch(/^#\/c\/cnv_/);
  });

  it('and models that are dropped together are each taken or refused on their own', async () => {
    const page = await open(await start('empty'));
    await dropFiles(page, [
      { name: 'cut.gguf', bytes: Buffer.from('GGUF') },
      { name: 'whole.gguf', bytes: Buffer.from('GGUF') },
      { name: 'minutes.txt', bytes: Buffer.from('reed') },
    ]);
    await page.getByText('cut.gguf is cut short.').first().waitFor();
    await page.getByText('“whole” is installed.').first().waitFor();
    const chips = page.getByRole('list', { name: 'Documents of this conversation' });
    await chips.locator('li', { hasText: 'minutes.txt' }).waitFor();
  });

  it('that could not be read are taken out of the conversation where it says why', async () => {
    const shell = await start('rich');
    const page = await open(shell);
    await go(page, '#/library');
    for (const name of ['holiday.pdf', 'Field diary.txt'])
      await page.getByRole('checkbox', { name: `Select ${name}` }).check();
    await page.getByRole('button', { name: 'Ask about them' }).click();
    const reason = page.getByRole('alert').filter({ hasText: 'is not a PDF' });
    await reason.getByRole('button', { name: 'Remove holiday.pdf' }).press('Enter');
    await reason.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Remove Field diary.txt from this conversation' }).waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement !== document.body)).toBe(true);
  });

  it('of any length open at once, are searched throughout, and draw only what is near', async () => {
    const page = await open(await start('rich'));
    await go(page, '#/library');
    await page.getByRole('button', { name: 'Field diary.txt', exact: true }).click();
    await page.keyboard.press('ControlOrMeta+f');
    await page.getByRole('textbox', { name: 'Find in this document' }).fill('Day 2500.');
    await page.getByText('1 of 1').waitFor();
    const found = page.locator('mark[data-mark~=found-now]');
    await expect
      .poll(() =>
        found.evaluate((mark) => {
          const { top, bottom } = mark.getBoundingClientRect();
          return top > 0 && bottom < innerHeight;
        }),
      )
      .toBe(true);
    const drawn = await page.locator('.document-text').textContent();
    expect(drawn?.length).toBeLessThan(60_000);
  });

  it('are found in the library by their words, and open where those stand; Escape closes them', async () => {
    const page = await open(await start('rich'));
    await go(page, '#/library');
    await page.getByRole('searchbox', { name: 'Search the library' }).fill('reed');
    const row = page.getByRole('row').filter({ has: page.locator('mark') });
    await row.getByRole('button').first().click();
    const panel = page.getByRole('complementary', { name: 'Document' });
    await panel.locator('.page-box').first().waitFor();
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'detached' });
  });

  it('that are locked ask for their password', async () => {
    const page = await open(await start('rich'));
    await go(page, '#/library');
    await page.getByRole('button', { name: 'More about Contract (signed).pdf' }).click();
    await page.getByRole('menuitem', { name: 'Report' }).click();
    const form = page.getByRole('form', { name: 'Unlock Contract (signed).pdf' });
    await form.getByLabel(/Password/).fill('wrong');
    await form.getByRole('button', { name: 'Unlock' }).click();
    await form.getByText('not its password').waitFor();
    await form.getByLabel(/Password/).fill('reed');
    await form.getByRole('button', { name: 'Unlock' }).click();
    await form.waitFor({ state: 'detached' });
  });

  it('of a large library come as they are scrolled to, and can all be chosen, tagged and removed', async () => {
    const shell = await start('rich', { minutes: 260 });
    const page = await open(shell);
    const messages: number[] = [];
    page.on('websocket', (socket) =>
      socket.on('framereceived', ({ payload }) => messages.push(payload.length)),
    );
    await page.reload();
    await go(page, '#/library');
    await page.getByText('264 documents', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Name', exact: true }).click();
    const rows = page.getByRole('row');
    await rows.nth(1).getByText('Bittern survey 2024.pdf').waitFor();
    const scroller = page.getByRole('table', { name: 'Documents' }).locator('[tabindex="0"]');
    await scroller.focus();
    await page.keyboard.press('End');
    await page.getByRole('button', { name: 'Minutes 260.txt', exact: true }).waitFor();
    expect(await page.getByRole('button', { name: 'Minutes 259.txt', exact: true }).count()).toBe(1);
    expect(Math.max(...messages)).toBeLessThan(120_000);

    await page.getByRole('checkbox', { name: 'Select all' }).check();
    const bar = page.getByRole('group', { name: 'Selected documents' });
    await bar.getByText('264 documents selected').waitFor();
    await bar.getByRole('button', { name: 'Tag' }).click();
    await bar.getByRole('textbox').fill('fen');
    await page.keyboard.press('Enter');
    await page.getByRole('list', { name: 'Tags' }).getByRole('button', { name: 'wetlands' }).waitFor();
    await page.getByRole('list', { name: 'Tags' }).getByRole('button', { name: 'fen' }).waitFor();

    // What was chosen stays so while something else is looked for, and leaves when it is removed elsewhere.
    await page.getByRole('searchbox', { name: 'Search the library' }).fill('Minutes 17.txt');
    await page.getByText('1 document', { exact: true }).waitFor();
    await bar.getByText('264 documents selected').waitFor();
    const id = [...shell.program.documents.values()].find(
      ({ detail }) => detail.fileName === 'Minutes 17.txt',
    )!;
    await shell.program.handlers['document.remove']({ id: id.detail.id });
    await bar.getByText('263 documents selected').waitFor();
    await page.getByText('No document fits').waitFor();
    await page.getByRole('searchbox', { name: 'Search the library' }).fill('');
    await bar.getByRole('button', { name: 'Remove…' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click();
    await page.getByText('Your library is empty').waitFor();
    await bar.waitFor({ state: 'detached' });
  });
});
