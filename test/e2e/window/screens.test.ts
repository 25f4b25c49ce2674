import type { Locator } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { dropFiles } from '../../support/drop.ts';
import { go, openSurvey, violations, windows } from './support.ts';

const { open, start } = windows();

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

it('a model that is being loaded is seen where the list is not, and nowhere twice', async () => {
  const shell = await start('rich');
  const page = await open(shell, { viewport: { width: 320, height: 640 } });
  await page.getByRole('heading', { name: 'New conversation' }).waitFor();
  const sign = page.getByText(/^Loading BTLM/);
  const ready = await shell.program.handlers['runtime.status']({});
  shell.program.tell('runtime.changed', { ...ready, state: 'starting' });
  await sign.waitFor();
  expect(await violations(page)).toEqual([]);
  await page.setViewportSize({ width: 1280, height: 820 });
  await page.getByRole('navigation', { name: 'Conversations' }).waitFor();
  expect(await sign.count()).toBe(1);
  await page.getByRole('button', { name: 'Hide the list' }).click();
  await go(page, '#/library');
  await sign.waitFor();
  expect(await sign.count()).toBe(1);
  shell.program.tell('runtime.changed', ready);
  await sign.waitFor({ state: 'detached' });
});
