import { Undo2, X } from 'lucide-react';
import type { LedgerEntry, Place } from '../../preload/contract/index.ts';
import { openPlace } from '../page/opened.ts';
import { count, milliseconds } from '../ui/figures.ts';

const partWords: Record<LedgerEntry['part'], string> = {
  system: 'Instructions',
  document: 'Document',
  passage: 'Passage',
  history: 'Conversation',
  question: 'Question',
  template: 'Frame',
  reserve: 'Room for the answer',
};

const partColours: Record<LedgerEntry['part'], string> = {
  system: 'bg-ink-3',
  document: 'bg-accent',
  passage: 'bg-accent',
  history: 'bg-warn',
  question: 'bg-ink',
  template: 'bg-line-strong',
  reserve: 'bg-line',
};

/** What a person can do with the parts before the question is sent. */
export interface Choosing {
  /** Seconds that reading a part takes; null while unknown. */
  secondsOf(entry: LedgerEntry): number | null;
  leaveOut(place: Place): void;
  takeBack(place: Place): void;
  isTakenOut(place: Place): boolean;
}

function placeOf({ part, documentId, start, end }: LedgerEntry): Place | null {
  return part === 'passage' && documentId !== null && start !== null && end !== null
    ? { documentId, start, end }
    : null;
}

/** What a model was given, part by part, and what was left out and why. */
export function Ledger({
  entries,
  contextTokens,
  choosing = null,
}: {
  entries: readonly LedgerEntry[];
  contextTokens: number | null;
  /** Set while the question is not sent yet. */
  choosing?: Choosing | null;
}) {
  const given = entries.filter(({ included }) => included);
  const leftOut = entries.filter(({ included }) => !included);
  const used = given.reduce((sum, { tokens }) => sum + tokens, 0);
  const whole = Math.max(contextTokens ?? used, used, 1);
  return (
    <div className="space-y-4">
      <div aria-hidden className="flex h-2 overflow-hidden rounded-full bg-sunken forced-color-adjust-none">
        {given.map((entry, index) => (
          <div
            // biome-ignore lint/suspicious/noArrayIndexKey: the ledger of an answer never changes
            key={index}
            className={`${partColours[entry.part]} border-r border-raised last:border-r-0`}
            style={{ width: `${(entry.tokens / whole) * 100}%` }}
          />
        ))}
      </div>
      <LedgerTable title="Given to the model" entries={given} total={used} choosing={choosing} />
      {leftOut.length > 0 && (
        <LedgerTable title="Left out" entries={leftOut} total={null} choosing={choosing} />
      )}
    </div>
  );
}

function LedgerTable({
  title,
  entries,
  total,
  choosing,
}: {
  title: string;
  entries: readonly LedgerEntry[];
  total: number | null;
  choosing: Choosing | null;
}) {
  const scored = entries.some(({ score }) => score !== null);
  const timed = total !== null && entries.some((entry) => choosing?.secondsOf(entry));
  const chosen = choosing !== null && entries.some((entry) => placeOf(entry) !== null);
  return (
    <table className="tabular w-full border-collapse text-left text-xs">
      <caption className="pb-1 text-left font-semibold text-ink">{title}</caption>
      <thead>
        <tr className="text-ink-3 [&>th]:border-b [&>th]:border-line [&>th]:py-1 [&>th]:font-medium">
          <th scope="col">Part</th>
          {scored && (
            <th scope="col" className="pr-3 text-right max-sm:sr-only">
              Score
            </th>
          )}
          <th scope="col" className="text-right">
            Tokens
          </th>
          {timed && (
            <th scope="col" className="pl-3 text-right">
              Time
            </th>
          )}
          {chosen && (
            <th scope="col">
              <span className="sr-only">Leave out or take back</span>
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {entries.map((entry, index) => (
          <tr
            // biome-ignore lint/suspicious/noArrayIndexKey: the ledger of an answer never changes
            key={index}
            className="align-baseline [&>td]:border-b [&>td]:border-line [&>td]:py-1.5"
          >
            <td className="pr-3 wrap-anywhere">
              <EntryName entry={entry} />
              {entry.reason && <span className="block text-ink-2">{entry.reason}</span>}
            </td>
            {scored && (
              // Names need the room more where there is little.
              <td className="pr-3 text-right text-ink-2 max-sm:sr-only">
                {entry.score === null ? '' : entry.score.toPrecision(3)}
              </td>
            )}
            <td className="text-right">{count(entry.tokens)}</td>
            {timed && (
              <td className="pl-3 text-right whitespace-nowrap text-ink-2">{timeText(choosing, entry)}</td>
            )}
            {chosen && (
              <td className="w-7 pl-1 text-right">
                <PassageChoice entry={entry} choosing={choosing} />
              </td>
            )}
          </tr>
        ))}
      </tbody>
      {total !== null && (
        <tfoot>
          <tr className="font-semibold [&>td]:pt-1.5">
            <td colSpan={scored ? 2 : 1}>Together</td>
            <td className="text-right">{count(total)}</td>
          </tr>
        </tfoot>
      )}
    </table>
  );
}

function timeText(choosing: Choosing | null, entry: LedgerEntry): string {
  const value = choosing?.secondsOf(entry);
  return value ? milliseconds(value * 1000) : '';
}

/** Takes a passage out of the prompt, or back into it. */
function PassageChoice({ entry, choosing }: { entry: LedgerEntry; choosing: Choosing }) {
  const place = placeOf(entry);
  const name = `${entry.label}${entry.page === null ? '' : `, page ${entry.page}`}`;
  if (!place) return null;
  if (entry.included)
    return (
      <button
        type="button"
        aria-label={`Leave out ${name}`}
        title="Leave this passage out"
        className="icon-button size-6"
        onClick={() => choosing.leaveOut(place)}
      >
        <X aria-hidden className="size-3.5" />
      </button>
    );
  if (!choosing.isTakenOut(place)) return null;
  return (
    <button
      type="button"
      aria-label={`Take back ${name}`}
      title="Give it to the model after all"
      className="icon-button size-6"
      onClick={() => choosing.takeBack(place)}
    >
      <Undo2 aria-hidden className="size-3.5" />
    </button>
  );
}

function EntryName({ entry }: { entry: LedgerEntry }) {
  const { documentId, start, end, page } = entry;
  const name = `${partWords[entry.part]}${entry.label && entry.label !== partWords[entry.part] ? `: ${entry.label}` : ''}`;
  const place = page === null ? '' : `, page ${page}`;
  if (documentId === null) return <span>{name}</span>;
  return (
    <button
      type="button"
      className="link text-left"
      onClick={() =>
        openPlace({ documentId, passage: start !== null && end !== null ? { start, end } : null })
      }
    >
      {name}
      {page !== null && entry.label.includes('page') ? '' : place}
    </button>
  );
}
