import { Check, Copy, Info, RefreshCw, TriangleAlert } from 'lucide-react';
import { memo, useState } from 'react';
import type { AnswerMode, AnswerRecord, Message } from '../../preload/contract/index.ts';
import { Markdown } from '../markdown/markdown.tsx';
import { useAction } from '../transport/calls.ts';
import { IconButton } from '../ui/button.tsx';
import { Menu, MenuItem, MenuLine } from '../ui/menu.tsx';
import { answerElements, CitedProvider } from './cite.tsx';
import { AnswerDetails } from './details.tsx';
import { endingOf, nothingFound } from './endings.ts';
import { useGrowingAnswer } from './follow-answer.ts';
import { modes, wordsFor } from './modes.ts';
import { PassagesAnswer } from './passages-answer.tsx';
import { PhaseLine } from './phase-line.tsx';
import { Sources } from './sources.tsx';
import { VersionSwitch } from './version-switch.tsx';
import { useWhenIdle } from './when-idle.tsx';

/** An answer: its text as it grows, what it rests on, and what can be done with it. */
export const Answer = memo(function Answer({
  message,
  conversationId,
  question,
}: {
  message: Message;
  conversationId: string;
  /** The question that it answers. */
  question: string | null;
}) {
  const growing = useGrowingAnswer(message, conversationId);
  const record = message.answer;
  return (
    <article aria-label="Answer" aria-busy={growing !== null} data-status={message.status}>
      {growing ? (
        <>
          {growing.text !== '' && <Markdown text={growing.text} growing components={answerElements} />}
          <PhaseLine answer={growing} />
        </>
      ) : record?.by === 'passages' ? (
        <PassagesAnswer message={message} record={record} question={question} />
      ) : (
        <CitedProvider value={record && { record, question, messageId: message.id }}>
          <Markdown text={message.text} components={answerElements} {...(record ? marksOf(record) : {})} />
          {record && record.unsupported.length > 0 && <Legend />}
          <Ending message={message} />
          {record && message.text !== '' && nothingFound(record) && <NothingFound />}
          {record && <Sources record={record} question={question} messageId={message.id} />}
        </CitedProvider>
      )}
      {!growing && <AnswerActions message={message} record={record} conversationId={conversationId} />}
    </article>
  );
});

function marksOf(record: AnswerRecord) {
  return {
    citations: record.citations.map((citation, index) => ({ ...citation, index })),
    unsupported: record.unsupported,
  };
}

function Legend() {
  return (
    <p className="mt-3 text-xs text-ink-2">
      <span className="unsupported">Underlined</span>: stands in none of the passages that the model was
      given. Check it before you rely on it.
    </p>
  );
}

function NothingFound() {
  return (
    <p className="mt-3 flex items-start gap-2 rounded-xl bg-warn-soft px-4 py-2.5 text-sm text-warn">
      <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
      <span className="text-pretty">
        No passage of your documents fits the question, so the model answered without them. Ask with words
        that stand in the documents, or have the whole document or everything read.
      </span>
    </p>
  );
}

/** Why an answer ended before its end, with a way to have it again. */
function Ending({ message }: { message: Message }) {
  const whenIdle = useWhenIdle();
  const again = useAction('chat.again');
  const sentence = endingOf(message);
  if (sentence === null) return null;
  const bad = message.status === 'failed' || message.status === 'interrupted';
  return (
    <div
      {...(bad ? { role: 'alert' } : {})}
      className={`mt-3 flex flex-wrap items-center gap-x-4 gap-y-2 rounded-xl px-4 py-2.5 text-sm ${
        bad ? 'bg-bad-soft text-bad' : 'bg-sunken text-ink-2'
      }`}
    >
      <span className="min-w-0 flex-1 basis-56 text-pretty wrap-anywhere">{sentence}</span>
      <button
        type="button"
        className="button button-plain when-idle text-ink"
        disabled={again.isPending}
        onClick={() => whenIdle(() => again.mutate({ answerId: message.id }))}
      >
        <RefreshCw aria-hidden className="size-4" /> Ask again
      </button>
    </div>
  );
}

function AnswerActions({
  message,
  record,
  conversationId,
}: {
  message: Message;
  record: AnswerRecord | null;
  conversationId: string;
}) {
  const again = useAction('chat.again');
  const [open, setOpen] = useState(false);
  const whenIdle = useWhenIdle();
  const ask = (mode?: AnswerMode) =>
    whenIdle(() => again.mutate({ answerId: message.id, ...(mode ? { mode } : {}) }));
  return (
    <>
      <div className="mt-2 -ml-2 flex flex-wrap items-center gap-x-0.5 text-ink-3">
        <VersionSwitch message={message} conversationId={conversationId} />
        <CopyButton text={copiedText(message)} />
        <Menu
          align="start"
          trigger={
            <IconButton
              label="Answer again"
              icon={RefreshCw}
              className="when-idle size-8"
              disabled={again.isPending}
            />
          }
        >
          <MenuItem icon={RefreshCw} onSelect={() => ask()}>
            Answer again
          </MenuItem>
          <MenuLine />
          {modes
            .filter(({ value }) => value !== 'auto')
            .map(({ value, label, icon }) => (
              <MenuItem key={value} icon={icon} onSelect={() => ask(value)}>
                With: {label}
              </MenuItem>
            ))}
        </Menu>
        {record && (
          <>
            <IconButton
              label="Details"
              icon={Info}
              className="size-8"
              aria-expanded={open}
              aria-pressed={open}
              onClick={() => setOpen(!open)}
            />
            <span className="ml-1 text-xs">{wordsFor(record.mode).label}</span>
          </>
        )}
      </div>
      {open && record && <AnswerDetails message={message} record={record} />}
    </>
  );
}

/** What the copy button takes: the text, or the passages where those are the answer. */
function copiedText({ text, answer }: Message): string {
  if (answer?.by !== 'passages' || answer.passages.length === 0) return text;
  return answer.passages
    .map((passage) => `${passage.text.replaceAll('\f', '\n')}\n(${passage.file}, page ${passage.page})`)
    .join('\n\n');
}

function CopyButton({ text }: { text: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    setTimeout(() => setCopied(false), 1500);
  };
  return (
    <IconButton
      label={copied ? 'Copied' : 'Copy'}
      icon={copied ? Check : Copy}
      className="size-8"
      onClick={() => void copy()}
    />
  );
}
