import { FileText, FileUp, ShieldCheck } from 'lucide-react';
import type { DocumentSummary } from '../../preload/contract/index.ts';
import { chooseFiles } from '../drop/choose-files.ts';
import type { DroppedItem } from '../drop/read-drop.ts';
import { useCall } from '../transport/calls.ts';
import { Button } from '../ui/button.tsx';
import { bytes } from '../ui/figures.ts';

const questions = {
  one: ['What is this about?', 'Summarise the main points.', 'Which figures and dates does it name?'],
  many: ['What are these about?', 'Summarise the main points.', 'Which figures and dates do they name?'],
};

/** What stands in a conversation without messages: how to begin, and what can be asked. */
export function Welcome({
  hasModel,
  documents,
  onSample,
  onItems,
  onQuestion,
}: {
  hasModel: boolean;
  documents: readonly DocumentSummary[];
  onSample: () => void;
  onItems: (items: DroppedItem[]) => void;
  onQuestion: (text: string) => void;
}) {
  const ready = documents.some(({ status, words }) => status === 'ready' && words > 0);
  const failed = documents.some(({ status }) => status === 'failed' || status === 'needs-password');
  const reading = documents.some(({ status }) => status === 'queued' || status === 'reading');
  if (documents.length > 0)
    return (
      <section aria-label="How to begin" className="pt-[12vh] text-center">
        <h2 className="text-2xl font-semibold tracking-tight text-balance">
          {ready
            ? documents.length > 1
              ? 'Ask them anything'
              : 'Ask it anything'
            : reading
              ? 'Your documents are being read'
              : 'There is nothing to ask yet'}
        </h2>
        <p className="mx-auto mt-2 max-w-md text-ink-2 text-pretty">
          {ready
            ? 'Every answer shows the passages it rests on, each one click away.'
            : reading
              ? 'You can write your question already.'
              : failed
                ? 'What you added could not be read. Below it says why, and what helps.'
                : 'There is no text in what you added. A click on it shows what it holds.'}
        </p>
        {ready && (
          <ul className="mt-6 flex flex-wrap justify-center gap-2">
            {questions[documents.length > 1 ? 'many' : 'one'].map((question) => (
              <li key={question}>
                <button
                  type="button"
                  onClick={() => onQuestion(question)}
                  className="rounded-full border border-line bg-raised px-4 py-2 text-sm text-ink-2 transition-colors hover:border-accent-line hover:text-ink"
                >
                  {question}
                </button>
              </li>
            ))}
          </ul>
        )}
        {!hasModel && <ModelHint />}
      </section>
    );
  return (
    <section aria-label="How to begin" className="pt-[7vh] text-center">
      <img src="./icon.svg" alt="" className="mx-auto size-14" />
      <h2 className="mt-5 text-[1.7rem] leading-tight font-semibold tracking-tight text-balance">
        Talk with your documents, on your own machine
      </h2>
      <p className="mx-auto mt-3 max-w-lg text-ink-2 text-pretty">
        Drop a document anywhere on this window and ask. Every answer opens the page it rests on.
      </p>
      <div className="mt-7 flex flex-wrap justify-center gap-2.5">
        <Button
          look="primary"
          icon={FileUp}
          className="min-h-10 px-4"
          onClick={() => void chooseFiles('files').then((items) => items.length > 0 && onItems(items))}
        >
          Choose documents
        </Button>
        <Button icon={FileText} className="min-h-10 px-4" onClick={onSample}>
          Try a sample document
        </Button>
      </div>
      <p className="mt-4 text-xs text-ink-3">
        PDF, Word, PowerPoint, Excel, OpenDocument, EPUB, web pages, e-mail, Markdown, code and plain text
      </p>
      {!hasModel && <ModelHint />}
      <p className="mt-8 inline-flex items-center gap-2 text-sm text-ink-2">
        <ShieldCheck aria-hidden className="size-4 text-accent" />
        Nothing you drop or ask leaves this machine.
      </p>
    </section>
  );
}

/** One line on how to get a model, with what it costs. */
function ModelHint() {
  const entry = useCall('model.catalogue', {}).data?.entries.find(({ isDefault }) => isDefault);
  return (
    <p className="mx-auto mt-7 max-w-md rounded-xl bg-sunken px-4 py-3 text-sm text-ink-2 text-pretty">
      Bittern already finds the passages that answer. To have answers written,{' '}
      <a href="#/models" className="link">
        get {entry?.name ?? 'BTLM'}
      </a>
      {entry ? ` (${bytes(entry.downloadBytes)} to download, once)` : ''} or drop a GGUF file here.
    </p>
  );
}
