import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, it, vi } from 'vitest';
import { menuTemplate } from '../../main/electron/menu.ts';

vi.mock('electron', () => import('./double/main.ts'));

const roles = (isMac: boolean, isPackaged: boolean): (string | undefined)[] => {
  const flat = (items: MenuItemConstructorOptions[]): MenuItemConstructorOptions[] =>
    items.flatMap((item) => [item, ...flat((item.submenu ?? []) as MenuItemConstructorOptions[])]);
  const actions = { addDocuments: () => {}, showData: () => {} };
  return flat(menuTemplate(actions, isMac, isPackaged)).map(({ role }) => role);
};

describe('the menu', () => {
  it('of a packed program neither opens the developer tools nor loads the page anew', () => {
    for (const isMac of [false, true]) {
      expect(roles(isMac, true)).not.toContain('toggleDevTools');
      expect(roles(isMac, true)).not.toContain('reload');
    }
    expect(roles(false, false)).toContain('toggleDevTools');
  });

  it('has what macOS expects of every program, and copies and pastes everywhere', () => {
    expect(roles(true, true)).toEqual(expect.arrayContaining(['appMenu', 'editMenu', 'windowMenu', 'close']));
    expect(roles(false, true)).toEqual(expect.arrayContaining(['editMenu', 'quit']));
    expect(roles(false, true)).not.toContain('appMenu');
  });
});
