import { Popover } from 'radix-ui';
import { useEffect, useState } from 'react';
import type { AnswerMode } from '../../preload/contract/index.ts';
import { useCall } from '../transport/calls.ts';
import { counted } from '../ui/figures.ts';
import { forecastText } from './forecast-text.ts';
import { Ledger } from './ledger.tsx';

/** What sending the question now would take, and on demand what the model would be given. */
export function ForecastLine({
  conversationId,
  text,
  mode,
}: {
  conversationId: string;
  text: string;
  mode: AnswerMode;
}) {
  const settled = useSettled(text, 350);
  const { data, isError } = useCall(
    'chat.forecast',
    { conversationId, text: settled, mode },
    { keepPrevious: true, staleTime: 2000 },
  );
  if (!data || isError) return null;
  const leftOut = data.ledger.filter(({ included }) => !included).length;
  return (
    <Popover.Root>
      <Popover.Trigger asChild>
        <button
          type="button"
          title="What the model would be given"
          className="tabular min-w-0 truncate rounded-md px-1.5 py-1 text-left text-xs text-ink-2 hover:bg-hover hover:text-ink"
        >
          {forecastText(data, mode)}
          {leftOut > 0 && <span className="text-warn"> · {counted(leftOut, 'part')} left out</span>}
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
          <Ledger entries={data.ledger} contextTokens={data.contextTokens} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

/** A value once it has not changed for so many milliseconds. */
function useSettled<T>(value: T, ms: number): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return settled;
}
