import { ChevronDown, ChevronUp } from 'lucide-react';
import { type Ref, useState } from 'react';
import type { DocumentSummary } from '../../preload/contract/index.ts';
import { useAction } from '../transport/calls.ts';
import { useReadAhead } from '../transport/read-ahead.ts';
import { classNames } from '../ui/class-names.ts';
import { count, counted } from '../ui/figures.ts';
import { DocumentChip } from './document-chip.tsx';
import { UnlockForm } from './unlock-form.tsx';

/** How many chips are shown before the rest folds up; fewer once there are messages, which are what is read then. */
const shownAtMost = { beginning: 6, compact: 3 } as const;
/** How many are shown of a whole library that was unfolded. */
const unfoldedAtMost = 200;
/** How many sentences about failures are shown at once. */
const problemsAtMost = 3;

/** The documents of a conversation, with what went wrong with any of them. */
export function DocumentChips({
  documents,
  conversationId,
  compact,
  ref,
}: {
  documents: readonly DocumentSummary[];
  conversationId: string;
  /** Takes little room: there are messages to be read. */
  compact: boolean;
  ref: Ref<HTMLDivElement>;
}) {
  const detach = useAction('conversation.detach');
  const reread = useAction('document.reread');
  const ahead = useReadAhead(conversationId);
  const [all, setAll] = useState(false);
  const takeOut = (documentId: string) => detach.mutate({ id: conversationId, documentId });
  if (documents.length === 0) return null;
  const atMost = compact ? shownAtMost.compact : shownAtMost.beginning;
  const folds = documents.length > atMost + 1;
  const shown = folds && !all ? byUrgency(documents).slice(0, atMost) : documents.slice(0, unfoldedAtMost);
  const failed = documents.filter(({ status }) => status === 'failed');
  return (
    <div ref={ref} className="px-3 pt-3">
      <ul
        aria-label="Documents of this conversation"
        className={classNames(
          'flex max-h-44 flex-wrap gap-1.5 overflow-y-auto',
          // One beside the other where a line has room for one: what is read and written needs the height.
          !all && 'max-sm:flex-nowrap max-sm:overflow-x-auto max-sm:*:shrink-0',
        )}
      >
        {shown.map((document) => (
          <DocumentChip
            key={document.id}
            document={document}
            ahead={ahead}
            onRemove={() => takeOut(document.id)}
          />
        ))}
        {folds && (
          <li>
            <button
              type="button"
              className="button button-quiet h-full"
              aria-expanded={all}
              onClick={() => setAll(!all)}
            >
              {all ? fewerText(documents, shown) : foldText(documents, shown)}
              {all ? (
                <ChevronUp aria-hidden className="size-4" />
              ) : (
                <ChevronDown aria-hidden className="size-4" />
              )}
            </button>
          </li>
        )}
      </ul>
      {documents
        .filter(({ status }) => status === 'needs-password')
        .slice(0, problemsAtMost)
        .map((document) => (
          <UnlockForm key={document.id} document={document} />
        ))}
      {failed.slice(0, problemsAtMost).map((document) => (
        <p key={document.id} role="alert" className="mt-2 flex items-start gap-3 text-sm text-bad">
          <span
            className={classNames('min-w-0 flex-1 wrap-anywhere', compact && 'line-clamp-2')}
            title={document.error ?? undefined}
          >
            {documents.length > 1 && <span className="font-medium">{document.fileName}: </span>}
            {document.error ?? 'It could not be read.'}
          </span>
          <button
            type="button"
            className="link shrink-0 text-sm"
            onClick={() => reread.mutate({ id: document.id })}
            aria-label={`Read ${document.fileName} again`}
          >
            Try again
          </button>
          <button
            type="button"
            className="link shrink-0 text-sm"
            onClick={() => takeOut(document.id)}
            aria-label={`Remove ${document.fileName}`}
          >
            Remove
          </button>
        </p>
      ))}
      {failed.length > problemsAtMost && (
        <p className="mt-1 text-sm text-bad">
          {counted(failed.length - problemsAtMost, 'more document')} could not be read.
        </p>
      )}
    </div>
  );
}

/**
 * What is on its way or waits for the person, then what is ready, the newest first; what failed is named below the chips
 * anyway.
 */
export function byUrgency(documents: readonly DocumentSummary[]): DocumentSummary[] {
  const urgency = { 'needs-password': 0, reading: 0, queued: 0, ready: 1, failed: 2 };
  return documents.toReversed().toSorted((a, b) => urgency[a.status] - urgency[b.status]);
}

function fewerText(documents: readonly DocumentSummary[], shown: readonly DocumentSummary[]): string {
  if (shown.length === documents.length) return 'Show fewer';
  return `${count(shown.length)} of ${count(documents.length)} are shown; show fewer`;
}

/** "24 more documents, 12 being read". */
function foldText(documents: readonly DocumentSummary[], shown: readonly DocumentSummary[]): string {
  const folded = documents.filter((document) => !shown.includes(document));
  const busy = folded.filter(({ status }) => status === 'queued' || status === 'reading').length;
  return `${counted(folded.length, 'more document')}${busy > 0 ? `, ${count(busy)} being read` : ''}`;
}
