import { CircleAlert, Clock, FileText, LoaderCircle, Lock, TriangleAlert, X } from 'lucide-react';
import type { DocumentSummary, ReadAheadState } from '../../preload/contract/index.ts';
import { openPlace } from '../page/opened.ts';
import { classNames } from '../ui/class-names.ts';
import { fraction } from '../ui/figures.ts';
import { ProgressBar } from '../ui/progress-bar.tsx';
import { Tip } from '../ui/tip.tsx';
import { aheadSentence, chipText, stateSentence } from './state-text.ts';

/** A document's state as a picture. */
export function StateIcon({ document }: { document: DocumentSummary }) {
  const { status, words, doubtfulPages } = document;
  if (status === 'queued') return <Clock aria-hidden className="size-4 shrink-0 text-ink-3" />;
  if (status === 'reading')
    return <LoaderCircle aria-hidden className="size-4 shrink-0 animate-spin text-accent" />;
  if (status === 'failed') return <CircleAlert aria-hidden className="size-4 shrink-0 text-bad" />;
  if (status === 'needs-password') return <Lock aria-hidden className="size-4 shrink-0 text-warn" />;
  if (doubtfulPages > 0 || words === 0)
    return <TriangleAlert aria-hidden className="size-4 shrink-0 text-warn" />;
  return <FileText aria-hidden className="size-4 shrink-0 text-accent" />;
}

/** A document of the conversation: its name and state; opens it, or takes it out. */
export function DocumentChip({
  document,
  ahead,
  onRemove,
}: {
  document: DocumentSummary;
  /** How far the model has read the conversation's documents before it was asked. */
  ahead: ReadAheadState | null;
  onRemove: () => void;
}) {
  const { status, fileName } = document;
  const isRead = status === 'ready' && document.words > 0;
  const bad = status === 'failed' || status === 'needs-password';
  return (
    <li
      data-status={status}
      className={classNames(
        'relative flex max-w-full min-w-0 items-center overflow-hidden rounded-lg border bg-raised text-xs',
        status === 'failed' && 'border-bad/40 bg-bad-soft',
        status === 'needs-password' && 'border-warn/40 bg-warn-soft',
        !bad && 'border-line',
      )}
    >
      <Tip text={`${stateSentence(document)} ${isRead ? aheadSentence(ahead) : ''}`.trim()}>
        <button
          type="button"
          onClick={() => openPlace({ documentId: document.id, tab: status === 'ready' ? null : 'report' })}
          className="flex min-w-0 items-center gap-2 py-1.5 pr-1 pl-2 text-left hover:bg-hover/60"
        >
          <StateIcon document={document} />
          <span className="min-w-0">
            <span className="block max-w-52 truncate font-medium text-ink">{fileName}</span>
            <span className="tabular block text-ink-2">{chipText(document, ahead)}</span>
          </span>
        </button>
      </Tip>
      <button
        type="button"
        aria-label={`Remove ${fileName} from this conversation`}
        onClick={onRemove}
        className="icon-button mx-0.5 size-7"
      >
        <X aria-hidden className="size-3.5" />
      </button>
      {(status === 'reading' || status === 'queued') && (
        <ProgressBar
          value={status === 'queued' ? 0 : fraction(document.progress)}
          label={`Reading ${fileName}`}
          height="h-0.5"
          className="absolute inset-x-0 bottom-0 rounded-none"
        />
      )}
      {isRead && ahead?.state === 'reading' && (
        <ProgressBar
          value={fraction(ahead.progress)}
          label={`Reading ${fileName} ahead`}
          height="h-0.5"
          className="absolute inset-x-0 bottom-0 rounded-none"
        />
      )}
    </li>
  );
}
