import { createContext, type ReactNode, useContext } from 'react';
import type { Components } from 'react-markdown';
import type { AnswerRecord, Passage } from '../../preload/contract/index.ts';
import { Tip } from '../ui/tip.tsx';
import { usePlaceText } from './place-text.ts';
import { openPassage } from './source-card.tsx';

interface Cited {
  record: AnswerRecord;
  question: string | null;
  messageId: string;
}

const CitedContext = createContext<Cited | null>(null);

/** Gives the numbers inside an answer's text the passages that they stand for. */
export function CitedProvider({ value, children }: { value: Cited | null; children: ReactNode }) {
  return <CitedContext value={value}>{children}</CitedContext>;
}

function CiteChip(props: object) {
  const context = useContext(CitedContext);
  const citation = context?.record.citations[Number((props as { 'data-index'?: string })['data-index'])];
  const passage = citation && context?.record.passages[citation.number - 1];
  if (!context || !passage) return null;
  const highlight = { start: citation.sourceStart, end: citation.sourceEnd };
  return <Chip number={citation.number} passage={{ ...passage, highlight }} context={context} />;
}

function Chip({ number, passage, context }: { number: number; passage: Passage; context: Cited }) {
  const place = `${passage.file}, ${usePlaceText(passage)}`;
  return (
    <Tip text={place}>
      <button
        type="button"
        className="cite"
        aria-label={`Source ${number}: ${place}`}
        onClick={() => openPassage(passage, context.question, context.messageId)}
      >
        {number}
      </button>
    </Tip>
  );
}

const kinds = { number: 'number', date: 'date', name: 'name' };

function UnsupportedWord({ children, ...rest }: { children?: ReactNode }) {
  const kind = (rest as { 'data-kind'?: string })['data-kind'];
  const noun = kinds[kind as keyof typeof kinds] ?? 'word';
  return (
    <Tip text={`This ${noun} stands in none of the passages that the model was given. Check it.`}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the explanation must be reachable by keyboard */}
      <span className="unsupported" tabIndex={0}>
        {children}
      </span>
    </Tip>
  );
}

/** How source numbers and unsupported words are drawn inside an answer. */
export const answerElements = { cite: CiteChip, u: UnsupportedWord } as Pick<Components, 'cite' | 'u'>;
