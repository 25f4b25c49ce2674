import { useEffect, useRef } from 'react';
import type { AnswerRecord, Message } from '../../preload/contract/index.ts';
import { count, exactly, milliseconds, rate } from '../ui/figures.ts';
import { Ledger } from './ledger.tsx';
import { wordsFor } from './modes.ts';

const endings = {
  stop: 'the model finished',
  length: 'the length limit was reached',
  context: 'the context was full',
};

/** How an answer came about: what answered, how fast, and what the model was given. */
export function AnswerDetails({ message, record }: { message: Message; record: AnswerRecord }) {
  const element = useRef<HTMLDivElement>(null);
  // Opened at the foot of the window, it would stand outside of it.
  // The braces matter: newer browsers answer a scroll with a promise, which an effect must not return.
  useEffect(() => {
    element.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for form fields
    <div
      ref={element}
      role="group"
      aria-label="How this answer came about"
      className="mt-3 space-y-4 rounded-xl border border-line bg-raised p-4"
    >
      <dl className="grid grid-cols-[repeat(auto-fill,minmax(9.5rem,1fr))] gap-x-5 gap-y-2.5 text-xs">
        {factsOf(message, record).map(([name, value]) => (
          <div key={name}>
            <dt className="text-ink-3">{name}</dt>
            <dd className="tabular font-medium wrap-anywhere">{value}</dd>
          </div>
        ))}
      </dl>
      {record.ledger.length > 0 && <Ledger entries={record.ledger} contextTokens={record.contextTokens} />}
    </div>
  );
}

/** The facts that are known of an answer, each with its name. */
export function factsOf(message: Message, record: AnswerRecord): [string, string][] {
  const facts: [string, string | null][] = [
    ['Answered by', record.by === 'model' ? record.modelName : 'Passages of your documents'],
    ['Way of answering', wordsFor(record.mode).label],
    ['Asked', exactly(message.createdAt)],
    ['Prompt', tokens(record.promptTokens)],
    [
      'Already evaluated',
      record.reusedTokens === null || record.promptTokens === null
        ? null
        : `${tokens(record.reusedTokens)} (${Math.round((100 * record.reusedTokens) / Math.max(1, record.promptTokens))} %)`,
    ],
    ['Answer', tokens(record.answerTokens)],
    ['First word after', record.firstTokenMs === null ? null : milliseconds(record.firstTokenMs)],
    ['Speed', record.tokensPerSecond === null ? null : `${rate(record.tokensPerSecond)} tokens/s`],
    ['Context', tokens(record.contextTokens)],
    ['Ended because', record.endedBy && endings[record.endedBy]],
    ['Temperature', record.sampling ? String(record.sampling.temperature) : null],
    ['Seed', record.seed === null ? null : String(record.seed)],
  ];
  return facts.filter((fact): fact is [string, string] => fact[1] !== null);
}

function tokens(value: number | null): string | null {
  return value === null ? null : `${count(value)} tokens`;
}
