import { useEffect, useState } from 'react';
import { useCall } from '../transport/calls.ts';
import { useReachable } from '../transport/provider.tsx';
import { fraction, seconds } from '../ui/figures.ts';
import { ProgressBar } from '../ui/progress-bar.tsx';
import type { GrowingAnswer } from './growing-answer.ts';
import { phaseText } from './phase-text.ts';

/** What is being done before, between and after the words of an answer, with how long it still takes. */
export function PhaseLine({ answer }: { answer: GrowingAnswer }) {
  const waited = useSecondsSince(answer.phase);
  const model = useCall('runtime.status', {}).data?.state;
  const reachable = useReachable();
  const text = reachable ? phaseText(answer, model) : 'Waiting for the connection…';
  if (text === null) return null;
  const value = reachable ? fraction(answer.progress) : null;
  return (
    <div className="my-1 max-w-xl">
      <p className="flex items-center gap-2 text-sm text-ink-2">
        <span
          aria-hidden
          className="size-2 shrink-0 animate-[breathe_1.4s_ease-in-out_infinite] rounded-full bg-accent"
        />
        <span className="tabular">
          {text}
          {reachable && value === null && waited >= 3 && ` ${seconds(waited)}`}
        </span>
      </p>
      {value !== null && <ProgressBar value={value} label={text} className="mt-2" />}
    </div>
  );
}

function useSecondsSince(what: unknown): number {
  const [waited, setWaited] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the count begins anew when what is waited for changes
  useEffect(() => {
    const began = Date.now();
    setWaited(0);
    const timer = setInterval(() => setWaited(Math.round((Date.now() - began) / 1000)), 1000);
    return () => clearInterval(timer);
  }, [what]);
  return waited;
}
