import { Popover } from 'radix-ui';

import type { AnswerMode, BitternError, Place } from '../../preload/contract/index.ts';
import { useCall } from '../transport/calls.ts';
import { count } from '../ui/figures.ts';
import { useSettled } from '../ui/settled.ts';
import { forecastText, lossText, quickerText, secondsOf } from './forecast-text.ts';
import { Ledger } from './ledger.tsx';
import { wordsFor } from './modes.ts';

/** What sending the question now would take, and on demand what the model would be given. */
export function ForecastLine({
  conversationId,
  text,
  mode,
  leaveOut,
  onLeaveOut,
  onMode,
}: {
  /** Null: a conversation that has not begun. */
  conversationId: string | null;
  text: string;
  mode: AnswerMode;
  /** Passages that the person took out. */
  leaveOut: readonly Place[];
  onLeaveOut: (places: Place[]) => void;
  onMode: (mode: AnswerMode) => void;
}) {
  const settled = useSettled(text, 350);
  const { data, error } = useCall(
    'chat.forecast',
    { conversationId, text: settled, mode, leaveOut: [...leaveOut] },
    { keepPrevious: true, staleTime: 2000 },
  );
  if (error && isForThePerson(error))
    return (
      <p role="status" className="px-1.5 py-1 text-xs text-warn text-pretty">
        {error.message}
      </p>
    );
  if (!data || error) return null;
  // Passages are looked for with the question: before it there is nothing to tell.
  if (settled.trim() === '' && data.mode !== 'document') return null;
  const lost = lossText(data.ledger, data.mode);
  const quicker = quickerText(data);
  return (
    <>
      <Popover.Root>
        <Popover.Trigger asChild>
          <button
            type="button"
            title="What the model would be given"
            className="tabular line-clamp-2 min-w-0 rounded-md px-1.5 py-1 text-left text-xs text-ink-2 hover:bg-hover hover:text-ink"
          >
            {forecastText(data, mode)}
            {leaveOut.length > 0 && ` · ${count(leaveOut.length)} taken out`}
            {lost && <span className="text-warn"> · {lost}</span>}
          </button>
        </Popover.Trigger>
        <Popover.Portal>
          <Popover.Content
            side="top"
            align="start"
            sideOffset={8}
            collisionPadding={12}
            aria-label="What the model would be given"
            className="menu-surface max-h-[min(28rem,var(--radix-popover-content-available-height))] w-96 max-w-[calc(100vw-1.5rem)] overflow-y-auto p-4 outline-none"
          >
            <Ledger
              entries={data.ledger}
              contextTokens={data.contextTokens}
              choosing={{
                secondsOf: (entry) => secondsOf(entry, data),
                leaveOut: (place) => onLeaveOut([...leaveOut, place]),
                takeBack: (place) => onLeaveOut(leaveOut.filter((other) => !overlap(other, place))),
                isTakenOut: (place) => leaveOut.some((other) => overlap(other, place)),
              }}
            />
          </Popover.Content>
        </Popover.Portal>
      </Popover.Root>
      {quicker && data.quicker && (
        <button
          type="button"
          title={wordsFor(data.quicker.mode).text}
          className="tabular shrink-0 rounded-md px-1.5 py-1 text-xs text-accent hover:bg-hover"
          onClick={() => data.quicker && onMode(data.quicker.mode)}
        >
          {quicker}
        </button>
      )}
    </>
  );
}

/** What sending would be refused for, and the person can mend. */
function isForThePerson({ code }: BitternError): boolean {
  return code === 'too-large' || code === 'bad-input';
}

function overlap(one: Place, other: Place): boolean {
  return one.documentId === other.documentId && one.start < other.end && one.end > other.start;
}
