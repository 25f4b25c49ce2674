import { CircleCheck, CircleMinus, X } from 'lucide-react';
import { useState } from 'react';
import type { WhyNot } from '../../preload/contract/index.ts';
import { useCall } from '../transport/calls.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { count } from '../ui/figures.ts';
import { openPlace } from './opened.ts';

/** Why a stretch of a document was, or was not, among the passages for a question. */
export function WhyPanel({
  documentId,
  range,
  question,
  messageId,
  onClose,
}: {
  documentId: string;
  range: { start: number; end: number };
  question: string | null;
  messageId: string | null;
  onClose: () => void;
}) {
  const [typed, setTyped] = useState(question ?? '');
  const [asked, setAsked] = useState(question ?? '');
  const { data, error, isFetching } = useCall(
    'document.why',
    {
      documentId,
      ...range,
      query: asked || '?',
      ...(messageId && asked === question ? { messageId } : {}),
    },
    { enabled: asked.trim() !== '', staleTime: 0 },
  );
  return (
    <section
      aria-label="Why not this passage?"
      data-takes-escape
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        event.stopPropagation();
        onClose();
      }}
      className="max-h-[55%] shrink-0 overflow-y-auto border-t border-line bg-raised px-4 py-3"
    >
      <div className="flex items-center gap-2">
        <h3 className="section-title flex-1">Why not this passage?</h3>
        <IconButton label="Close the explanation" icon={X} onClick={onClose} />
      </div>
      <form
        className="mt-1 flex gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          setAsked(typed.trim());
        }}
      >
        <input
          aria-label="For the question"
          placeholder="For which question?"
          className="field"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <Button type="submit" disabled={typed.trim() === '' || isFetching}>
          Explain
        </Button>
      </form>
      {error && (
        <p role="alert" className="mt-3 text-sm text-bad">
          {error.message}
        </p>
      )}
      {data && (
        <ul className="mt-3 space-y-3">
          {data.chunks.map((chunk) => (
            <Chunk key={chunk.start} chunk={chunk} documentId={documentId} />
          ))}
          {data.chunks.length === 0 && (
            <li className="text-sm text-ink-2">No passage covers this selection.</li>
          )}
        </ul>
      )}
    </section>
  );
}

function Chunk({ chunk, documentId }: { chunk: WhyNot['chunks'][number]; documentId: string }) {
  const Icon = chunk.included ? CircleCheck : CircleMinus;
  const ranks: [string, number | null][] = [
    ['by words', chunk.wordRank],
    ['by meaning', chunk.vectorRank],
    ['together', chunk.fusedRank],
  ];
  return (
    <li className="flex gap-3 text-sm">
      <Icon
        aria-hidden
        className={`mt-0.5 size-4 shrink-0 ${chunk.included ? 'text-accent' : 'text-warn'}`}
      />
      <div className="min-w-0">
        <p className="text-pretty wrap-anywhere">{chunk.reason}</p>
        <p className="tabular mt-0.5 text-xs text-ink-2">
          {ranks
            .filter(([, rank]) => rank !== null)
            .map(([name, rank]) => `Place ${count(rank!)} ${name}`)
            .join(' · ')}
        </p>
        {chunk.matchedTerms.length + chunk.missingTerms.length > 0 && (
          <p className="mt-1 flex flex-wrap gap-1 text-xs">
            {chunk.matchedTerms.map((term) => (
              <span key={term} className="rounded bg-accent-soft px-1.5 text-accent">
                {term}
              </span>
            ))}
            {chunk.missingTerms.map((term) => (
              <span
                key={term}
                className="rounded bg-sunken px-1.5 text-ink-2 line-through"
                title="Not in this passage"
              >
                {term}
              </span>
            ))}
          </p>
        )}
        <button
          type="button"
          className="link mt-1 text-xs"
          onClick={() =>
            openPlace({ documentId, passage: { start: chunk.start, end: chunk.end }, tab: 'text' })
          }
        >
          Show it on page {chunk.page}
        </button>
      </div>
    </li>
  );
}
