import { useEffect, useRef, useState } from 'react';
import type { Message } from '../../preload/contract/index.ts';
import { endingOf } from './endings.ts';

/** How much of a finished answer is read out by itself, in characters. */
const readOut = 300;

/**
 * Tells screen readers when an answer begins and when it is there. The words that stream in are not announced one by
 * one: nobody can follow that.
 */
export function Announcer({ messages }: { messages: readonly Message[] }) {
  const last = messages.findLast(({ role }) => role === 'assistant');
  const [said, say] = useState('');
  const before = useRef<{ id: string; status: Message['status'] } | null>(null);
  useEffect(() => {
    const seen = before.current;
    before.current = last ? { id: last.id, status: last.status } : null;
    if (!last) return;
    if (last.status === 'working') say('Answering');
    else if (seen?.id === last.id && seen.status === 'working')
      say(endingOf(last) ?? `Answer: ${last.text.slice(0, readOut)}`);
  }, [last]);
  return (
    <p role="status" className="sr-only" data-testid="announcer">
      {said}
    </p>
  );
}
