import { FolderOpen, Library, Paperclip, Upload } from 'lucide-react';
import { useState } from 'react';
import { chooseFiles } from '../drop/choose-files.ts';
import type { DroppedItem } from '../drop/read-drop.ts';
import { IconButton } from '../ui/button.tsx';
import { Menu, MenuItem } from '../ui/menu.tsx';
import { LibraryPicker } from './library-picker.tsx';

/** Adds documents to the conversation: from disk, or from the library. */
export function AttachMenu({
  attached,
  onItems,
  onPicked,
}: {
  /** Documents that are there already. */
  attached: readonly string[];
  onItems: (items: DroppedItem[]) => void;
  onPicked: (documentIds: string[]) => void;
}) {
  const [picking, setPicking] = useState(false);
  const choose = async (what: 'files' | 'folder') => {
    const items = await chooseFiles(what);
    if (items.length > 0) onItems(items);
  };
  return (
    <>
      <Menu side="top" align="start" trigger={<IconButton label="Attach" icon={Paperclip} side="top" />}>
        <MenuItem icon={Upload} onSelect={() => void choose('files')}>
          Files…
        </MenuItem>
        <MenuItem icon={FolderOpen} onSelect={() => void choose('folder')}>
          Folder…
        </MenuItem>
        <MenuItem icon={Library} onSelect={() => setPicking(true)}>
          From the library…
        </MenuItem>
      </Menu>
      <LibraryPicker open={picking} onOpenChange={setPicking} attached={attached} onPicked={onPicked} />
    </>
  );
}
