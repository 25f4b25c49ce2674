import type { AnswerRecord, Message } from '../../preload/contract/index.ts';
import { Markdown } from '../markdown/markdown.tsx';
import { classNames } from '../ui/class-names.ts';
import { openPassage, pageText, Snippet } from './source-card.tsx';

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
          <ol className="space-y-3">
            {record.passages.map((passage, index) => (
              <li key={`${passage.documentId}:${passage.start}`}>
                <button
                  type="button"
                  aria-label={`Source ${index + 1}: ${passage.file}, ${pageText(passage)}`}
                  onClick={() => openPassage(passage, question, message.id)}
                  className="card group block w-full p-4 text-left transition-colors hover:border-accent-line"
                >
                  <span
                    className={classNames(
                      'block font-serif text-[1.02rem] leading-relaxed whitespace-pre-line',
                      index > 0 && 'line-clamp-6',
                    )}
                    dir="auto"
                  >
                    <Snippet passage={passage} />
                  </span>
                  <span className="mt-2.5 flex flex-wrap gap-x-2 text-xs text-ink-2">
                    <span className="font-semibold text-ink">{passage.file}</span>
                    <span>{pageText(passage)}</span>
                    {passage.headings.length > 0 && (
                      <span className="text-ink-3">{passage.headings.join(' › ')}</span>
                    )}
                  </span>
                </button>
              </li>
            ))}
          </ol>
        </>
      )}
      <p className="mt-4 rounded-xl bg-sunken px-4 py-3 text-sm text-ink-2">
        These are your documents’ own words. For answers in sentences,{' '}
        <a href="#/models" className="link">
          add BTLM
        </a>
        : one download, then everything stays on this machine.
      </p>
    </div>
  );
}
