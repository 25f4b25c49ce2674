import type { ReactNode } from 'react';
import type { Passage } from '../../preload/contract/index.ts';
import { openPlace } from '../page/opened.ts';
import { classNames } from '../ui/class-names.ts';
import { usePlaceText } from './place-text.ts';

/** Opens the panel at a passage. */
export function openPassage(passage: Passage, question: string | null, messageId: string | null): void {
  openPlace({
    documentId: passage.documentId,
    passage: { start: passage.start, end: passage.end },
    highlight: passage.highlight,
    question,
    messageId,
  });
}

/** A passage under an answer: where it stands, and its words with the sentence that counts marked. */
export function SourceCard({
  number,
  passage,
  cited,
  question,
  messageId,
}: {
  number: number;
  passage: Passage;
  cited: boolean;
  question: string | null;
  messageId: string;
}) {
  return (
    <PassageCard passage={passage} question={question} messageId={messageId} className="flex gap-3 p-3">
      <span
        aria-hidden
        className={classNames(
          'tabular mt-px grid h-5 min-w-5 shrink-0 place-items-center rounded-md px-1 text-xs font-semibold',
          cited ? 'bg-accent-soft text-accent' : 'bg-sunken text-ink-2',
        )}
      >
        {number}
      </span>
      <div className="min-w-0 flex-1">
        <PlaceLine number={number} passage={passage} />
        <p className="mt-1 line-clamp-3 text-sm wrap-anywhere text-ink-2" dir="auto">
          <Snippet passage={passage} />
        </p>
      </div>
    </PassageCard>
  );
}

/** A card that opens its passage wherever it is clicked, unless text in it is being selected. */
export function PassageCard({
  passage,
  question,
  messageId,
  className,
  children,
}: {
  passage: Passage;
  question: string | null;
  messageId: string;
  className: string;
  children: ReactNode;
}) {
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: for the mouse alone; its button does the same for everyone
    // biome-ignore lint/a11y/useKeyWithClickEvents: for the mouse alone; its button does the same for everyone
    <div
      onClick={() => {
        if (document.getSelection()?.isCollapsed !== false) openPassage(passage, question, messageId);
      }}
      className={classNames(
        'cursor-pointer rounded-xl border border-line bg-raised transition-colors hover:border-accent-line',
        className,
      )}
    >
      {children}
    </div>
  );
}

/** Where a passage stands: the button of its card. */
export function PlaceLine({ number, passage }: { number: number; passage: Passage }) {
  const place = usePlaceText(passage);
  return (
    <div className="flex flex-wrap items-baseline gap-x-2 text-xs">
      <button
        type="button"
        aria-label={`Source ${number}: ${passage.file}, ${place}`}
        className="max-w-full truncate text-left"
      >
        <span className="font-semibold text-ink">{passage.file}</span>
        <span className="text-ink-2">, {place}</span>
      </button>
      {passage.headings.length > 0 && (
        <span className="max-w-full min-w-0 truncate text-ink-3">{passage.headings.join(' › ')}</span>
      )}
    </div>
  );
}

/** How much of a passage stands before its marked sentence in a snippet, in characters, where it has a few lines. */
const leadIn = 90;

/** A passage's words, beginning a little before the sentence that is marked. */
export function Snippet({
  passage,
  whole = false,
  lead = leadIn,
}: {
  passage: Passage;
  whole?: boolean;
  /** Characters before the marked sentence. */
  lead?: number;
}) {
  const { highlight, start } = passage;
  // The program forgets the words of a document that is removed, also in answers.
  if (passage.text === '')
    return <em className="text-ink-3">Its words went when the document was removed.</em>;
  // A form feed is where a page ends.
  const text = passage.text.replaceAll('\f', '\n');
  if (!highlight) return <>{withoutLeaders(text)}</>;
  const from = Math.max(0, highlight.start - start);
  const to = Math.min(text.length, highlight.end - start);
  const begin = whole ? 0 : beginningOfWord(text, from - lead);
  return (
    <>
      {begin > 0 && '…'}
      {withoutLeaders(text.slice(begin, from))}
      <mark className="rounded-xs bg-mark-strong px-px text-ink">{withoutLeaders(text.slice(from, to))}</mark>
      {withoutLeaders(text.slice(to))}
    </>
  );
}

/** Text without the rows of dots or lines that lead the eye in tables of contents and forms. */
export function withoutLeaders(text: string): string {
  return text.replace(/([.…·_=-])(?: ?\1){4,}/g, ' … ');
}

function beginningOfWord(text: string, at: number): number {
  if (at <= 0) return 0;
  const space = text.slice(0, at).lastIndexOf(' ');
  return space < 0 ? at : space + 1;
}
