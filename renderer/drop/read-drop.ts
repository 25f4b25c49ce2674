import { type Dropped, isClutter } from './classify.ts';

/** Something dropped, with the files in it. */
export interface DroppedItem extends Dropped {
  /** The item itself; of a folder, a handle that only Electron can turn into a path. */
  handle: File | null;
  /** Every file of a folder at any depth, or the file itself. Read only when asked for. */
  files(): Promise<File[]>;
}

/**
 * What a drag or a paste brought. Must be called while its event is handled: the browser forgets the items after it.
 */
export function readDrop(transfer: DataTransfer): Promise<DroppedItem[]> {
  const items = [...transfer.items].filter(({ kind }) => kind === 'file');
  return Promise.all(
    items.flatMap((item) => {
      const handle = item.getAsFile();
      const entry = item.webkitGetAsEntry?.();
      if (entry) return [fromEntry(entry, handle)];
      return handle ? [Promise.resolve(fromFile(handle))] : [];
    }),
  );
}

/** A file that was chosen in a dialog. */
export function fromFile(file: File): DroppedItem {
  return { name: file.name, isFolder: false, childNames: [], handle: file, files: async () => [file] };
}

/** The files of a folder that was chosen in a dialog, as that folder. */
export function fromFolder(files: readonly File[]): DroppedItem[] {
  const first = files[0];
  if (!first) return [];
  const name = first.webkitRelativePath.split('/')[0] || 'folder';
  const direct = files.filter((file) => file.webkitRelativePath.split('/').length === 2);
  const wanted = files.filter((file) => !file.webkitRelativePath.split('/').some(isClutter));
  return [
    {
      name,
      isFolder: true,
      childNames: direct.map((file) => file.name),
      handle: null,
      files: async () => wanted,
    },
  ];
}

async function fromEntry(entry: FileSystemEntry, handle: File | null): Promise<DroppedItem> {
  if (entry.isFile) {
    const file = handle ?? (await fileOf(entry as FileSystemFileEntry));
    return { ...fromFile(file), name: entry.name };
  }
  const folder = entry as FileSystemDirectoryEntry;
  const children = await childrenOf(folder);
  return {
    name: entry.name,
    isFolder: true,
    childNames: children.filter(({ isFile }) => isFile).map(({ name }) => name),
    handle,
    files: () => filesBelow(children),
  };
}

const byName = new Intl.Collator('en', { numeric: true });

async function filesBelow(entries: readonly FileSystemEntry[]): Promise<File[]> {
  const files: File[] = [];
  // The browser gives them in the order in which they lie on the disk.
  for (const entry of entries.toSorted((one, other) => byName.compare(one.name, other.name))) {
    if (isClutter(entry.name)) continue;
    if (entry.isFile) files.push(await fileOf(entry as FileSystemFileEntry));
    else files.push(...(await filesBelow(await childrenOf(entry as FileSystemDirectoryEntry))));
  }
  return files;
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

/** A folder's entries come in portions of about a hundred; an empty portion is the last. */
async function childrenOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const portion = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (portion.length === 0) return all;
    all.push(...portion);
  }
}
