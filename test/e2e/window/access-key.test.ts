import { expect, it } from 'vitest';
import { openSurvey, windows } from './support.ts';

const { open, start } = windows();

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

it('an address with a key that is opened in the same tab is followed', async () => {
  const shell = await start('rich');
  const page = await open(shell);
  await page.evaluate(() => sessionStorage.setItem('bittern.key', 'of the program before'));
  await page.reload();
  await page.getByText('Bittern does not answer at this address.').waitFor();
  await page.goto(shell.address);
  await openSurvey(page);
  expect(page.url()).not.toContain('token');
});
