import { FolderSync } from 'lucide-react';
import { useId, useState } from 'react';
import { useAction, useCall } from '../transport/calls.ts';
import { useConnection } from '../transport/provider.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { counted } from '../ui/figures.ts';
import { chooseFolder } from './choose-folder.ts';

/** The folders whose files are kept in the library as they change. */
export function FoldersDialog({
  open,
  onOpenChange,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  const { data } = useCall('folder.list', {}, { enabled: open });
  const unwatch = useAction('folder.unwatch');
  const folders = data?.folders ?? [];
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Watched folders"
      description="New, changed, moved and deleted files are followed by themselves."
      wide
    >
      <ul aria-label="Watched folders" className="mt-4 divide-y divide-line">
        {folders.map((folder) => (
          <li key={folder.id} className="flex items-start gap-3 py-3">
            <FolderSync aria-hidden className="mt-0.5 size-4 shrink-0 text-accent" />
            <div className="min-w-0 flex-1">
              <p className="font-mono text-xs leading-5 wrap-anywhere">{folder.path}</p>
              <p className="text-xs text-ink-2">
                {counted(folder.files, 'file')}
                {folder.tag && `, tagged “${folder.tag}”`}
              </p>
              {folder.error && (
                <p role="alert" className="mt-1 text-sm text-bad">
                  {folder.error}
                </p>
              )}
            </div>
            <Button
              look="quiet"
              onClick={() => unwatch.mutate({ id: folder.id })}
              aria-label={`Stop watching ${folder.path}`}
            >
              Stop watching
            </Button>
          </li>
        ))}
        {data && folders.length === 0 && (
          <li className="py-3 text-sm text-ink-2">No folder is watched yet.</li>
        )}
      </ul>
      <WatchForm />
    </Dialog>
  );
}

function WatchForm() {
  const id = useId();
  const [path, setPath] = useState('');
  const [tag, setTag] = useState('');
  const connection = useConnection();
  const choose = async () => {
    const chosen = await chooseFolder(connection);
    if (chosen !== null) setPath(chosen);
  };
  const watch = useAction('folder.watch', {
    quiet: true,
    onDone: () => {
      setPath('');
      setTag('');
    },
  });
  return (
    <form
      aria-label="Watch a folder"
      className="mt-3 flex flex-wrap items-end gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        watch.mutate({ path: path.trim(), ...(tag.trim() ? { tag: tag.trim() } : {}) });
      }}
    >
      <div className="min-w-56 flex-1">
        <label htmlFor={`${id}-path`} className="text-sm font-medium">
          Path of the folder
        </label>
        <input
          id={`${id}-path`}
          className="field mt-1 font-mono text-xs"
          autoComplete="off"
          spellCheck={false}
          value={path}
          onChange={(event) => setPath(event.target.value)}
          aria-invalid={watch.isError}
        />
      </div>
      {connection.shell === 'electron' && <Button onClick={() => void choose()}>Choose…</Button>}
      <div className="w-36">
        <label htmlFor={`${id}-tag`} className="text-sm font-medium">
          Tag (optional)
        </label>
        <input
          id={`${id}-tag`}
          className="field mt-1"
          maxLength={60}
          value={tag}
          onChange={(event) => setTag(event.target.value)}
        />
      </div>
      <Button look="primary" type="submit" disabled={path.trim() === '' || watch.isPending}>
        Watch
      </Button>
      {watch.error && (
        <p role="alert" className="basis-full text-sm text-bad wrap-anywhere">
          {watch.error.message}
        </p>
      )}
    </form>
  );
}
