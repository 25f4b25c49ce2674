import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type FakeShell, startFakeShell } from '../renderer/fake/server.ts';
import { launchBrowser } from '../support/browser.ts';
import { dropFiles } from '../support/drop.ts';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

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

/** A program of its own for each test, with conversations, documents and a model in it, or with nothing. */
async function start(content: 'rich' | 'empty'): Promise<FakeShell> {
  const shell = await startFakeShell({ content, tokenMs: 30, prefillMs: 1500 });
  shells.push(shell);
  return shell;
}

async function open(shell: FakeShell, options: BrowserContextOptions = {}): Promise<Page> {
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
}

/** What is wrong for people who use screen readers or keyboards, as one line a finding. */
async function violations(page: Page): Promise<string[]> {
  // No tooltip is open, and fades are over when their colours count.
  await page.mouse.move(0, 0);
  await page.waitForTimeout(300);
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run(),
  );
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
}

const openSurvey = (page: Page) => page.getByRole('link', { name: /How did the bitterns fare/ }).click();
const question = (page: Page) => page.getByRole('textbox', { name: 'Question' });
const lastAnswer = (page: Page) => page.getByRole('article', { name: 'Answer' }).last();
const go = (page: Page, fragment: string) => page.evaluate((to) => location.assign(to), fragment);

describe.each([
  ['light and wide', { colorScheme: 'light', viewport: { width: 1280, height: 820 } }],
  [
    'dark and narrow',
    { colorScheme: 'dark', viewport: { width: 320, height: 640 }, reducedMotion: 'reduce' },
  ],
] as const)('every screen, %s', (_name, options) => {
  it('has no violation of accessibility rules, and nothing wider than the window', async () => {
    const page = await open(await start('rich'), options);
    const check = async (screen: string) => {
      expect(await violations(page), screen).toEqual([]);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(overflow, `${screen} is too wide`).toBeLessThanOrEqual(0);
      if (!('reducedMotion' in options)) return;
      const moving = await page.evaluate(
        () => document.getAnimations().filter(({ playState }) => playState === 'running').length,
      );
      expect(moving, `${screen} moves`).toBe(0);
    };
    await check('new conversation');
    if (options.viewport.width < 800) await page.getByRole('button', { name: 'Show the list' }).click();
    await check('list');
    await openSurvey(page);
    await page.getByRole('button', { name: 'Details' }).click();
    await check('conversation');
    await page.getByRole('button', { name: 'Attach' }).click();
    await check('menu');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Conversation settings' }).click();
    await check('conversation settings');
    await page.keyboard.press('Escape');
    await page
      .getByRole('button', { name: /^Source 2/ })
      .last()
      .click();
    await page.locator('.page-box').first().waitFor();
    await check('page');
    await page.getByRole('tab', { name: 'Text' }).click();
    await page.locator('mark[data-mark~=highlight]').first().waitFor();
    await check('text');
    await page.getByRole('tab', { name: 'Report' }).click();
    await check('report');
    await page.getByRole('button', { name: 'Close the document' }).click();
    for (const view of ['library', 'models', 'settings']) {
      await go(page, `#/${view}`);
      await page.getByRole('heading', { level: 1, name: new RegExp(view, 'i') }).waitFor();
      await check(view);
    }
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

it('a menu that is opened lies over a notice', async () => {
  const page = await open(await start('rich'), { viewport: { width: 420, height: 800 } });
  await page.getByRole('button', { name: 'Show the list' }).click();
  await openSurvey(page);
  await dropFiles(page, [{ name: 'all.zip', bytes: Buffer.from('PK') }]);
  await page.getByText('“all.zip” is an archive.').first().waitFor();
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Rename…' }).click({ timeout: 5000 });
  await page.getByRole('textbox', { name: 'Title of the conversation' }).waitFor();
});

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
});

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
});

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

it('forced colours still tell what is chosen, where the keyboard is and how far something got', async () => {
  const page = await open(await start('rich'), { forcedColors: 'active', colorScheme: 'dark' });
  const outline = (locator: Locator) => locator.evaluate((element) => getComputedStyle(element).outlineStyle);
  await go(page, '#/models');
  expect(await outline(page.getByRole('link', { name: 'Models' }))).toBe('solid');
  expect(await outline(page.getByRole('link', { name: 'Library' }))).toBe('none');
  const chosen = page.locator('label:has(> input[type=radio]:checked)').first();
  await expect.poll(() => outline(chosen)).toBe('solid');
  await go(page, '#/new');
  await page.getByRole('button', { name: 'Attach' }).press('Enter');
  await expect.poll(() => outline(page.getByRole('menuitem').first())).toBe('solid');
  await page.keyboard.press('Escape');
  await go(page, '#/settings');
  const knob = page.getByRole('switch').first().locator('span');
  const colours = await knob.evaluate((element) => [
    getComputedStyle(element).backgroundColor,
    getComputedStyle(document.body).backgroundColor,
  ]);
  expect(colours[0]).not.toBe(colours[1]);
});

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

it('the keyboard alone leads through a conversation', async () => {
  const page = await open(await start('rich'));
  await page.keyboard.press('ControlOrMeta+k');
  await page.keyboard.type('bitterns');
  const found = page.getByRole('link', { name: /How did the bitterns fare/ });
  await found.waitFor();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await expect.poll(() => found.evaluate((link) => link === document.activeElement)).toBe(true);
  await page.keyboard.press('Enter');
  await expect.poll(() => question(page).evaluate((field) => field === document.activeElement)).toBe(true);
  await page.keyboard.press('ControlOrMeta+Shift+o');
  await page.getByRole('button', { name: 'Try a sample document' }).waitFor();
  await page.keyboard.press('ControlOrMeta+,');
  await page.getByRole('heading', { name: 'Settings', level: 1 }).waitFor();
});

it('without the key that the program printed, the window says what to do', async () => {
  const shell = await start('rich');
  const page = await open(shell);
  await page.evaluate(() => sessionStorage.clear());
  await page.goto(shell.address.split('#')[0]!);
  await page.getByText('This page needs its access key.').waitFor();
});

it('the key leaves the address bar at once', async () => {
  const page = await open(await start('rich'));
  await page.getByRole('navigation', { name: 'Conversations' }).waitFor();
  expect(page.url()).not.toContain('token');
  await page.reload();
  await openSurvey(page);
});
