import { Copy, Ellipsis, FolderSearch, Pencil, Star, Trash2 } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { CatalogueEntry, InstalledModel } from '../../preload/contract/index.ts';
import { useAction } from '../transport/calls.ts';
import { IconButton } from '../ui/button.tsx';
import { useConfirm } from '../ui/confirm.tsx';
import { bytes, count, parameters } from '../ui/figures.ts';
import { Menu, MenuItem, MenuLine } from '../ui/menu.tsx';
import { useNotify } from '../ui/toasts.tsx';
import { GetDialog } from './get-dialog.tsx';

const kinds = { chat: 'Chat', base: 'Base', embedding: 'Search by meaning' };

/** A repository, and as much of the commit as tells it from others. */
function shortOrigin(origin: string): string {
  const [repository, revision = ''] = origin.split('@');
  return `${repository} at ${revision.slice(0, 12)}`;
}

/** A model on this machine: what it is, where it stands, and what can be done with it. */
export function InstalledCard({
  model,
  alone,
  entry,
  sharesOriginal = false,
  children,
}: {
  model: InstalledModel;
  /** What it was made of, when that is in the catalogue. */
  entry?: CatalogueEntry | undefined;
  /** Another model was made from the same original and keeps it, too. */
  sharesOriginal?: boolean;
  /** It is the only one that can answer. */
  alone: boolean;
  /** What it does now. */
  children?: ReactNode;
}) {
  const [renaming, setRenaming] = useState(false);
  const [storing, setStoring] = useState(false);
  const confirm = useConfirm();
  const notify = useNotify();
  const setDefault = useAction('model.setDefault');
  const show = useAction('model.show');
  const remove = useAction('model.remove', {
    onDone: ({ freedBytes }) =>
      notify({
        level: 'info',
        text: `“${model.name}” was removed.${freedBytes > 0 ? ` ${bytes(freedBytes)} are free again.` : ''}`,
      }),
  });
  const discard = useAction('model.discardOriginal', {
    onDone: ({ freedBytes }) =>
      notify({
        level: 'info',
        text:
          freedBytes > 0
            ? `The original was deleted. ${bytes(freedBytes)} are free again.`
            : 'The original stays for the other model that was made from it.',
      }),
  });
  const askToRemove = async () => {
    const agreed = await confirm({
      title: `Remove “${model.name}”?`,
      text: model.owned
        ? `${bytes(model.bytes + model.originalBytes)} on disk: ${model.path}. Conversations stay.`
        : `The file stays where it is: ${model.path}. Conversations stay too.`,
      action: 'Remove',
    });
    if (agreed) remove.mutate({ id: model.id });
  };
  const askToDiscard = async () => {
    const agreed = await confirm({
      title: 'Delete the original?',
      text: sharesOriginal
        ? `Another model was made from it, too, so its ${bytes(model.originalBytes)} are freed when you delete it there as well.`
        : `Frees ${bytes(model.originalBytes)}. To store the model differently it must then be downloaded again.`,
      action: 'Delete the original',
    });
    if (agreed) discard.mutate({ id: model.id });
  };
  return (
    <article aria-label={model.name} className="card p-5">
      <div className="flex items-start gap-3">
        <div className="min-w-0 flex-1">
          {renaming ? (
            <RenameModel model={model} onClose={() => setRenaming(false)} />
          ) : (
            <h3 className="flex flex-wrap items-center gap-2 font-semibold tracking-tight">
              <span className="wrap-anywhere">{model.name}</span>
              {model.isDefault && !alone && (
                <span className="rounded-md bg-accent-soft px-1.5 py-0.5 text-xs font-medium text-accent">
                  Default
                </span>
              )}
            </h3>
          )}
          <p className="tabular mt-1 text-sm text-ink-2">
            {[
              kinds[model.kind],
              `${parameters(model.parameters)} parameters`,
              model.recipe,
              bytes(model.bytes),
              `context ${count(model.contextTokens)}`,
            ].join(' · ')}
          </p>
          <p className="mt-1 font-mono text-xs text-ink-3 wrap-anywhere">{model.path}</p>
          {model.origin && (
            <p className="mt-1 font-mono text-xs text-ink-3 wrap-anywhere">
              from {shortOrigin(model.origin)}
            </p>
          )}
          {model.originalBytes > 0 && (
            <p className="mt-2 text-sm text-ink-2 text-pretty">
              The original is kept beside it and takes {bytes(model.originalBytes)}. It is only needed to
              store the model differently.{' '}
              <button type="button" className="link" onClick={() => void askToDiscard()}>
                Delete the original
              </button>
            </p>
          )}
          {children}
          {model.problem && (
            <p role="alert" className="mt-2 text-sm text-bad wrap-anywhere">
              {model.problem}
            </p>
          )}
        </div>
        <Menu trigger={<IconButton label={`More about ${model.name}`} icon={Ellipsis} />}>
          {!model.isDefault && model.kind !== 'embedding' && (
            <MenuItem icon={Star} onSelect={() => setDefault.mutate({ id: model.id })}>
              Use by default
            </MenuItem>
          )}
          <MenuItem icon={Pencil} onSelect={() => setRenaming(true)}>
            Rename…
          </MenuItem>
          {entry && entry.kind !== 'embedding' && (
            <MenuItem icon={Copy} disabled={entry.jobId !== null} onSelect={() => setStoring(true)}>
              Store differently…
            </MenuItem>
          )}
          <MenuItem icon={FolderSearch} onSelect={() => show.mutate({ id: model.id })}>
            Show in folder
          </MenuItem>
          <MenuLine />
          <MenuItem icon={Trash2} danger onSelect={() => void askToRemove()}>
            Remove…
          </MenuItem>
        </Menu>
      </div>
      {entry && <GetDialog entry={entry} made={model} open={storing} onOpenChange={setStoring} />}
    </article>
  );
}

function RenameModel({ model, onClose }: { model: InstalledModel; onClose: () => void }) {
  const [name, setName] = useState(model.name);
  const rename = useAction('model.rename');
  const keep = () => {
    if (name.trim() !== '' && name !== model.name) rename.mutate({ id: model.id, name: name.trim() });
    onClose();
  };
  return (
    <input
      aria-label="Name of the model"
      // biome-ignore lint/a11y/noAutofocus: the person has just asked to rename it
      autoFocus
      className="field max-w-sm"
      maxLength={120}
      value={name}
      onFocus={(event) => event.target.select()}
      onChange={(event) => setName(event.target.value)}
      onBlur={keep}
      onKeyDown={(event) => {
        if (event.key === 'Enter') keep();
        if (event.key === 'Escape') onClose();
      }}
    />
  );
}
