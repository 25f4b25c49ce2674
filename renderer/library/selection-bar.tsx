import { MessageSquarePlus, Tag, Trash2, X } from 'lucide-react';
import { useState } from 'react';
import { useAction } from '../transport/calls.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { counted } from '../ui/figures.ts';
import { useAskAbout } from './ask-about.ts';
import { useRemoveDocuments } from './remove-documents.ts';
import type { Chosen } from './selection.ts';

/** Documents that are tagged together: the most that the program takes. */
const taggedTogether = 1000;

/** What can be done with several documents at once. */
export function SelectionBar({ documents, onClear }: { documents: readonly Chosen[]; onClear: () => void }) {
  const askAbout = useAskAbout();
  const remove = useRemoveDocuments();
  const mark = useAction('document.tag');
  const [tag, setTag] = useState<string | null>(null);
  const addTag = async () => {
    const name = tag?.trim();
    setTag(null);
    if (!name) return;
    const ids = documents.map(({ id }) => id);
    for (let from = 0; from < ids.length; from += taggedTogether)
      await mark.mutateAsync({ ids: ids.slice(from, from + taggedTogether), tag: name });
  };
  // A failure has been shown by then.
  const finishTag = () => void addTag().catch(() => {});
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for form fields
    <div
      role="group"
      aria-label="Selected documents"
      className="mb-2 flex flex-wrap items-center gap-2 rounded-xl bg-accent-soft px-3 py-1.5 text-sm"
    >
      <div className="mr-auto flex items-center gap-1">
        <IconButton label="Clear the selection" icon={X} className="-ml-1.5" onClick={onClear} />
        <span className="font-medium">{counted(documents.length, 'document')} selected</span>
      </div>
      <Button icon={MessageSquarePlus} onClick={() => void askAbout(documents.map(({ id }) => id))}>
        Ask about {documents.length === 1 ? 'it' : 'them'}
      </Button>
      {tag === null ? (
        <Button icon={Tag} onClick={() => setTag('')}>
          Tag
        </Button>
      ) : (
        <input
          aria-label="Tag for the selected documents"
          // biome-ignore lint/a11y/noAutofocus: the person has just asked to write a tag
          autoFocus
          maxLength={60}
          className="field w-36"
          value={tag}
          onChange={(event) => setTag(event.target.value)}
          onBlur={finishTag}
          onKeyDown={(event) => {
            if (event.key === 'Enter') finishTag();
            if (event.key === 'Escape') setTag(null);
          }}
        />
      )}
      <Button icon={Trash2} onClick={() => void remove(documents).then((removed) => removed && onClear())}>
        Remove…
      </Button>
    </div>
  );
}
