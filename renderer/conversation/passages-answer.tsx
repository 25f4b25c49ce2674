import type { AnswerRecord, Message } from '../../preload/contract/index.ts';
import { Markdown } from '../markdown/markdown.tsx';
import { useCall } from '../transport/calls.ts';
import { AlsoLookedFor } from '../ui/also-looked-for.tsx';
import { classNames } from '../ui/class-names.ts';
import { hasChatModel } from './chat-model.ts';
import { PassageCard, PlaceLine, Snippet } from './source-card.tsx';

/** What is shown when no model is installed: the best passages, word for word, with the sentence that answers marked. */
export function PassagesAnswer({
  message,
  record,
  question,
}: {
  message: Message;
  record: AnswerRecord;
  question: string | null;
}) {
  return (
    <div>
      {record.passages.length === 0 ? (
        <Markdown text={message.text || 'No passage of your documents fits this question.'} />
      ) : (
        <>
          <p className="mb-3 text-sm text-ink-2">
            {record.passages.length === 1
              ? 'The passage that fits the question best:'
              : 'The passages that fit the question best:'}
          </p>
          <AlsoLookedFor words={record.alsoLookedFor} className="mb-3" />
          <ol className="space-y-3">
            {record.passages.map((passage, index) => (
              <li key={`${passage.documentId}:${passage.start}`}>
                <PassageCard passage={passage} question={question} messageId={message.id} className="p-4">
                  <p
                    className={classNames(
                      'mb-2.5 font-serif text-[1.02rem] leading-relaxed wrap-anywhere whitespace-pre-line',
                      index > 0 && 'line-clamp-6',
                    )}
                    dir="auto"
                  >
                    <Snippet passage={passage} />
                  </p>
                  <PlaceLine number={index + 1} passage={passage} />
                </PassageCard>
              </li>
            ))}
          </ol>
        </>
      )}
      <ModelNote anyPassage={record.passages.length > 0} />
    </div>
  );
}

/** How answers are had in sentences: from the model that has come since, or by getting one. */
function ModelNote({ anyPassage }: { anyPassage: boolean }) {
  const models = useCall('model.list', {}).data?.models;
  if (!models) return null;
  const own = anyPassage ? 'These are your documents’ own words. ' : '';
  return (
    <p className="mt-4 rounded-xl bg-sunken px-4 py-3 text-sm text-ink-2">
      {hasChatModel(models) ? (
        `${own}There was no model when this was asked. Answer again to have it in sentences.`
      ) : (
        <>
          {own}For answers in sentences,{' '}
          <a href="#/models" className="link">
            add BTLM
          </a>
          : one download, then everything stays on this machine.
        </>
      )}
    </p>
  );
}
