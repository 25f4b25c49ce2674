import { useState } from 'react';
import type { AnswerRecord } from '../../preload/contract/index.ts';
import { AlsoLookedFor } from '../ui/also-looked-for.tsx';
import { counted } from '../ui/figures.ts';
import { SourceCard } from './source-card.tsx';

/** How many sources are shown before the rest is asked for. */
const shownFirst = 3;

/** The sources of an answer: the cited ones, and on demand every passage the model was given. */
export function Sources({
  record,
  question,
  messageId,
}: {
  record: AnswerRecord;
  question: string | null;
  messageId: string;
}) {
  const [all, setAll] = useState(false);
  const cited = new Set(record.citations.map(({ number }) => number));
  const numbered = record.passages.map((passage, index) => ({ passage, number: index + 1 }));
  if (numbered.length === 0) return null;
  const first = cited.size > 0 ? numbered.filter(({ number }) => cited.has(number)) : numbered;
  const shown = all ? numbered : first.slice(0, Math.max(shownFirst, record.by === 'passages' ? 6 : 0));
  const rest = numbered.length - shown.length;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for form fields
    <div role="group" aria-label="Sources" className="mt-4">
      <p className="eyebrow mb-1.5">
        {cited.size > 0
          ? 'Sources'
          : counted(numbered.length, 'passage that the model read', 'passages that the model read')}
      </p>
      <AlsoLookedFor words={record.alsoLookedFor} className="mb-1.5" />
      <ul className="space-y-1.5">
        {shown.map(({ passage, number }) => (
          <li key={number}>
            <SourceCard
              number={number}
              passage={passage}
              cited={cited.has(number)}
              question={question}
              messageId={messageId}
            />
          </li>
        ))}
      </ul>
      {(rest > 0 || all) && numbered.length > first.slice(0, shownFirst).length && (
        <button type="button" className="button button-quiet mt-1 -ml-2" onClick={() => setAll(!all)}>
          {all ? 'Show fewer' : `Show ${counted(rest, 'more passage')} that the model read`}
        </button>
      )}
    </div>
  );
}
