import { FileBox, FolderOpen, Plus, TextCursorInput } from 'lucide-react';
import { useId, useState } from 'react';
import { chooseFiles } from '../drop/choose-files.ts';
import type { DroppedItem } from '../drop/read-drop.ts';
import { useAction } from '../transport/calls.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Menu, MenuItem } from '../ui/menu.tsx';

/** Adds a model that is on this machine already. */
export function AddModelMenu({ onItems }: { onItems: (items: DroppedItem[]) => void }) {
  const [typing, setTyping] = useState(false);
  const choose = async (what: 'files' | 'folder') => {
    const items = await chooseFiles(what);
    if (items.length > 0) onItems(items);
  };
  return (
    <>
      <Menu trigger={<Button icon={Plus}>Add from disk</Button>}>
        <MenuItem icon={FileBox} onSelect={() => void choose('files')}>
          GGUF file…
        </MenuItem>
        <MenuItem icon={FolderOpen} onSelect={() => void choose('folder')}>
          Checkpoint folder…
        </MenuItem>
        <MenuItem icon={TextCursorInput} onSelect={() => setTyping(true)}>
          By its path…
        </MenuItem>
      </Menu>
      <PathDialog open={typing} onOpenChange={setTyping} />
    </>
  );
}

function PathDialog({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const id = useId();
  const [path, setPath] = useState('');
  const add = useAction('model.add', {
    quiet: true,
    onDone: () => {
      setPath('');
      onOpenChange(false);
    },
  });
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Add a model by its path"
      description="A GGUF file is used where it stands. A checkpoint folder is converted; the folder stays as it is."
    >
      <form
        className="mt-4"
        onSubmit={(event) => {
          event.preventDefault();
          add.mutate({ sources: [{ kind: 'path', path: path.trim() }] });
        }}
      >
        <label htmlFor={id} className="text-sm font-medium">
          Path
        </label>
        <input
          id={id}
          className="field mt-1 font-mono text-xs"
          spellCheck={false}
          autoComplete="off"
          value={path}
          onChange={(event) => setPath(event.target.value)}
          aria-invalid={add.isError}
        />
        {add.error && (
          <p role="alert" className="mt-2 text-sm text-bad wrap-anywhere">
            {add.error.message}
          </p>
        )}
        <div className="mt-5 flex justify-end gap-2">
          <Button onClick={() => onOpenChange(false)}>Cancel</Button>
          <Button look="primary" type="submit" disabled={path.trim() === '' || add.isPending}>
            {add.isPending ? 'Adding…' : 'Add'}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
