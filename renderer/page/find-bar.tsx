import { ChevronDown, ChevronUp, X } from 'lucide-react';
import { type Ref, useEffect, useRef } from 'react';
import { IconButton } from '../ui/button.tsx';
import { count } from '../ui/figures.ts';
import { foundAtMost } from './finding.ts';

/** Finds words in the open document and steps through the places. */
export function FindBar({
  query,
  onQuery,
  places,
  current,
  searching,
  onStep,
  onClose,
  ref,
}: {
  query: string;
  onQuery: (query: string) => void;
  places: number;
  /** Which place is shown, from 0. */
  current: number;
  searching: boolean;
  onStep: (by: 1 | -1) => void;
  onClose: () => void;
  ref: Ref<HTMLElement>;
}) {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    field.current?.select();
  }, []);
  return (
    <search ref={ref} className="flex shrink-0 items-center gap-1 border-b border-line px-3 py-1.5">
      <input
        ref={field}
        type="text"
        aria-label="Find in this document"
        placeholder="Find in this document"
        className="field field-soft"
        data-takes-escape
        value={query}
        onChange={(event) => onQuery(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') onStep(event.shiftKey ? -1 : 1);
          if (event.key !== 'Escape') return;
          event.preventDefault();
          event.stopPropagation();
          onClose();
        }}
      />
      <p role="status" className="tabular shrink-0 px-1 text-xs text-ink-2">
        {query.trim() === '' ? '' : placesText(places, current, searching)}
      </p>
      <IconButton
        label="Previous place"
        icon={ChevronUp}
        disabled={places === 0}
        onClick={() => onStep(-1)}
      />
      <IconButton label="Next place" icon={ChevronDown} disabled={places === 0} onClick={() => onStep(1)} />
      <IconButton label="Close find" icon={X} onClick={onClose} />
    </search>
  );
}

function placesText(places: number, current: number, searching: boolean): string {
  if (places === 0) return searching ? 'Searching…' : 'Not found';
  const more = searching || places >= foundAtMost ? '+' : '';
  return `${count(current + 1)} of ${count(places)}${more}`;
}
