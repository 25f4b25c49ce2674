import { type DroppedItem, fromFile, fromFolder } from './read-drop.ts';

/** Lets the person choose files, or one folder. Resolves to nothing when they close the dialog. */
export function chooseFiles(what: 'files' | 'folder'): Promise<DroppedItem[]> {
  return new Promise((resolve) => {
    const input = document.createElement('input');
    input.type = 'file';
    input.multiple = true;
    input.webkitdirectory = what === 'folder';
    input.addEventListener('change', () => {
      const files = [...(input.files ?? [])];
      resolve(what === 'folder' ? fromFolder(files) : files.map(fromFile));
    });
    input.addEventListener('cancel', () => resolve([]));
    input.click();
  });
}
