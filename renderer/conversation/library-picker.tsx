import { Search } from 'lucide-react';
import { useState } from 'react';
import { useCall } from '../transport/calls.ts';
import { AlsoLookedFor } from '../ui/also-looked-for.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { counted } from '../ui/figures.ts';
import { useSettledQuery } from '../ui/settled.ts';
import { StateIcon } from './document-chip.tsx';
import { stateText } from './state-text.ts';

/** How many documents are listed; more are reached by searching. */
const listed = 200;

/** Lets the person pick documents of the library for a conversation. */
export function LibraryPicker({
  open,
  onOpenChange,
  attached,
  onPicked,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  attached: readonly string[];
  onPicked: (documentIds: string[]) => void;
}) {
  const [query, setQuery] = useState('');
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const asked = useSettledQuery(query);
  const { data } = useCall(
    'document.list',
    { ...(asked ? { query: asked } : {}), limit: listed },
    { enabled: open, keepPrevious: true },
  );
  const documents = (data?.documents ?? []).filter(({ id }) => !attached.includes(id));
  const close = () => {
    onOpenChange(false);
    setPicked(new Set());
    setQuery('');
  };
  const toggle = (id: string) => {
    const next = new Set(picked);
    if (!next.delete(id)) next.add(id);
    setPicked(next);
  };
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => (next ? onOpenChange(true) : close())}
      title="Attach from the library"
      wide
    >
      <form
        className="mt-4"
        onSubmit={(event) => {
          event.preventDefault();
          onPicked([...picked]);
          close();
        }}
      >
        <div className="relative">
          <Search aria-hidden className="absolute top-2.5 left-3 size-4 text-ink-3" />
          <input
            type="search"
            aria-label="Search the library"
            placeholder="Search by name or content"
            className="field pl-9"
            value={query}
            onChange={(event) => setQuery(event.target.value)}
          />
        </div>
        {asked && data && <AlsoLookedFor words={data.alsoLookedFor} className="mt-3" />}
        <ul aria-label="Documents" className="mt-3 max-h-80 overflow-y-auto">
          {documents.map((document) => (
            <li key={document.id}>
              <label className="flex items-center gap-3 rounded-lg px-2 py-2 hover:bg-hover">
                <input
                  type="checkbox"
                  className="size-4 accent-accent"
                  checked={picked.has(document.id)}
                  onChange={() => toggle(document.id)}
                />
                <StateIcon document={document} />
                <span className="min-w-0 flex-1 truncate text-sm">{document.fileName}</span>
                <span className="text-xs text-ink-2">{stateText(document)}</span>
              </label>
            </li>
          ))}
          {documents.length === 0 && (
            <li className="px-2 py-6 text-center text-sm text-ink-2">
              {asked ? 'No document fits this search.' : 'There is no other document in the library yet.'}
            </li>
          )}
        </ul>
        {data && data.total > data.documents.length && (
          <p className="mt-2 text-xs text-ink-2">
            {counted(data.total - data.documents.length, 'more document')}: search to find them.
          </p>
        )}
        <div className="mt-5 flex justify-end gap-2">
          <Button onClick={close}>Cancel</Button>
          <Button look="primary" type="submit" disabled={picked.size === 0}>
            {picked.size === 0 ? 'Attach' : `Attach ${counted(picked.size, 'document')}`}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
