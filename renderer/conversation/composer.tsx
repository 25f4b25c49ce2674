import { ArrowUp, ChevronDown, Square } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { AnswerMode, Conversation, Message, Place } from '../../preload/contract/index.ts';
import type { Adding } from '../drop/add-files.ts';
import type { DroppedItem } from '../drop/read-drop.ts';
import { useGoesOn } from '../focus/goes-on.ts';
import { useAction } from '../transport/calls.ts';
import { bytes } from '../ui/figures.ts';
import { Menu, MenuChoices } from '../ui/menu.tsx';
import { ProgressBar } from '../ui/progress-bar.tsx';
import { useShortcut } from '../ui/shortcut.ts';
import { Tip } from '../ui/tip.tsx';
import { AttachMenu } from './attach-menu.tsx';
import { DocumentChips } from './document-chips.tsx';
import { newDraft, useDraft } from './drafts.ts';
import { ForecastLine } from './forecast-line.tsx';
import { modes, wordsFor } from './modes.ts';

/** A question that was not taken, with the reason in a sentence. It holds until the question is changed. */
export interface Refusal {
  text: string;
  sentence: string;
}

/** Where a question is written and sent, with the documents it is about and the way it is to be answered. */
export function Composer({
  conversation,
  mode,
  working,
  adding,
  hasModel,
  sending,
  refusal,
  onSend,
  onMode,
  onItems,
  onPicked,
}: {
  conversation: Conversation | null;
  mode: AnswerMode;
  /** The answer that is being made, if any. */
  working: Message | null;
  adding: Adding | null;
  hasModel: boolean;
  sending: boolean;
  /** A question that was not taken, and the sentence that says why. */
  refusal: Refusal | null;
  onSend: (text: string, leaveOut: Place[]) => void;
  onMode: (mode: AnswerMode) => void;
  onItems: (items: DroppedItem[]) => void;
  onPicked: (documentIds: string[]) => void;
}) {
  const { text, write, quoted } = useDraft(conversation?.id ?? newDraft);
  const field = useRef<HTMLTextAreaElement>(null);
  const [leaveOut, setLeaveOut] = useState<Place[]>([]);
  const stop = useAction('chat.stop');
  const isRefused = refusal?.text === text;
  const canSend = text.trim() !== '' && !working && !sending;
  const stopAnswer = () => {
    if (working) stop.mutate({ answerId: working.id });
  };
  useShortcut({ key: 'Escape' }, stopAnswer, working !== null);
  /** None where a keyboard would come onto the screen for it. */
  const fieldForKeys = () => (matchMedia('(hover: none)').matches ? null : field.current);
  const chips = useGoesOn(fieldForKeys);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another conversation has other passages
  useEffect(() => setLeaveOut([]), [conversation?.id]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a quotation was added, or another conversation is shown
  useEffect(() => {
    const element = fieldForKeys();
    element?.focus({ preventScroll: true });
    element?.setSelectionRange(element.value.length, element.value.length);
  }, [quoted, conversation?.id]);
  const send = () => {
    if (!canSend) return;
    onSend(text, leaveOut);
    setLeaveOut([]);
  };
  const documents = conversation?.documents ?? [];
  return (
    // Not a form: a locked document's chip holds one, and forms cannot be nested.
    <section aria-label="Ask" className="mx-auto w-full max-w-[46rem] px-3 pb-3 sm:px-6 sm:pb-5">
      <div className="rounded-[18px] border border-line-strong/60 bg-raised shadow-rest transition-colors focus-within:border-accent">
        {conversation && (
          <DocumentChips
            ref={chips}
            documents={documents}
            conversationId={conversation.id}
            compact={conversation.messages.length > 0}
          />
        )}
        {adding && <AddingLine adding={adding} />}
        <textarea
          ref={field}
          aria-label="Question"
          dir="auto"
          // For browsers that cannot size a field by its content.
          rows={Math.min(10, text.split('\n').length)}
          placeholder={
            documents.length > 0
              ? `Ask about ${documents.length === 1 ? 'this document' : 'these documents'}…`
              : 'Ask, or drop a document here…'
          }
          className="block field-sizing-content max-h-[40vh] min-h-12 w-full resize-none bg-transparent px-4 pt-3.5 pb-1 text-base outline-none"
          value={text}
          onChange={(event) => write(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
            event.preventDefault();
            send();
          }}
        />
        {isRefused && (
          <p role="alert" className="px-4 pt-1 text-sm text-bad text-pretty">
            {refusal.sentence}
          </p>
        )}
        <div className="flex items-center gap-1 p-2 pt-1 max-sm:flex-wrap">
          <AttachMenu attached={documents.map(({ id }) => id)} onItems={onItems} onPicked={onPicked} />
          <ModeChooser mode={mode} onMode={onMode} />
          {/* On a line of its own where there is no room beside the buttons. */}
          <div className="flex min-w-0 flex-1 max-sm:order-first max-sm:basis-full max-sm:px-1 max-sm:empty:hidden">
            {hasModel && !working && !isRefused && (documents.length > 0 || text !== '') && (
              <ForecastLine
                conversationId={conversation?.id ?? null}
                text={text}
                mode={mode}
                leaveOut={leaveOut}
                onLeaveOut={setLeaveOut}
                onMode={onMode}
              />
            )}
          </div>
          {working ? (
            <Tip text="Stop (Escape)">
              <button
                type="button"
                aria-label="Stop"
                onClick={stopAnswer}
                className="ml-auto grid size-9 shrink-0 place-items-center rounded-full bg-ink text-ground hover:opacity-85"
              >
                <Square aria-hidden className="size-3.5 fill-current" />
              </button>
            </Tip>
          ) : (
            <Tip text="Send (Enter)">
              <button
                type="button"
                aria-label="Send"
                disabled={!canSend}
                onClick={send}
                className="ml-auto grid size-9 shrink-0 place-items-center rounded-full bg-accent text-on-accent transition-colors hover:bg-accent-hover disabled:bg-sunken disabled:text-ink-3"
              >
                <ArrowUp aria-hidden className="size-5" strokeWidth={2.2} />
              </button>
            </Tip>
          )}
        </div>
      </div>
    </section>
  );
}

function ModeChooser({ mode, onMode }: { mode: AnswerMode; onMode: (mode: AnswerMode) => void }) {
  const { label, icon: Icon } = wordsFor(mode);
  return (
    <Menu
      side="top"
      align="start"
      label="Way of answering"
      trigger={
        <button
          type="button"
          className="button button-quiet min-h-8 gap-1.5 px-2"
          aria-label={`Way of answering: ${label}`}
        >
          <Icon aria-hidden className="size-4" strokeWidth={1.8} />
          <span className="max-sm:sr-only">{label}</span>
          <ChevronDown aria-hidden className="size-3.5" />
        </button>
      }
    >
      <MenuChoices value={mode} choices={modes} onChange={onMode} />
    </Menu>
  );
}

function AddingLine({ adding }: { adding: Adding }) {
  const { what, progress } = adding;
  const share = progress && progress.totalBytes > 0 ? progress.sentBytes / progress.totalBytes : null;
  return (
    <div role="status" className="px-4 pt-3 text-xs text-ink-2">
      <p className="truncate">
        {what}
        {progress &&
          progress.totalBytes > 5e6 &&
          ` · ${bytes(progress.sentBytes)} of ${bytes(progress.totalBytes)}`}
      </p>
      <ProgressBar value={share} label={what} height="h-1" className="mt-1.5" />
    </div>
  );
}
