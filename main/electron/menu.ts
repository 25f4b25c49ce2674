import { app, Menu, type MenuItemConstructorOptions } from 'electron';

/** What the menu can ask for beyond Electron's own roles. */
export interface MenuActions {
  addDocuments(): void;
  showData(): void;
}

/** The application menu. Shortcuts of the page itself are the page's. */
export function setMenu(actions: MenuActions, isMac = process.platform === 'darwin'): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(actions, isMac, app.isPackaged)));
}

export function menuTemplate(
  actions: MenuActions,
  isMac: boolean,
  isPackaged: boolean,
): MenuItemConstructorOptions[] {
  const file: MenuItemConstructorOptions[] = [
    {
      label: 'Add documents to the library…',
      accelerator: 'CmdOrCtrl+O',
      click: () => actions.addDocuments(),
    },
    { label: 'Show the data folder', click: () => actions.showData() },
    { type: 'separator' },
    isMac ? { role: 'close' } : { role: 'quit' },
  ];
  const view: MenuItemConstructorOptions[] = [
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    { type: 'separator' },
    { role: 'togglefullscreen' },
    ...(isPackaged ? [] : ([{ role: 'reload' }, { role: 'toggleDevTools' }] as MenuItemConstructorOptions[])),
  ];
  return [
    ...(isMac ? ([{ role: 'appMenu' }] as MenuItemConstructorOptions[]) : []),
    { label: '&File', submenu: file },
    { role: 'editMenu' },
    { label: '&View', submenu: view },
    { role: 'windowMenu' },
  ];
}
