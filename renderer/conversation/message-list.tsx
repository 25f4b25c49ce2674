import { ArrowDown } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import type { Conversation, Message } from '../../preload/contract/index.ts';
import { useGoesOn } from '../focus/goes-on.ts';
import { classNames } from '../ui/class-names.ts';
import { Answer } from './answer.tsx';
import { useFollowingScroll } from './following-scroll.ts';
import { useGradually } from './gradually.ts';
import { Question } from './question.tsx';
import { sameControl } from './same-control.ts';
import { BusyProvider } from './when-idle.tsx';

/** The messages of a conversation, newest at the bottom. */
export function MessageList({
  conversation,
  busy,
  children,
}: {
  conversation: Conversation;
  busy: boolean;
  /** Shown when there is no message yet. */
  children: ReactNode;
}) {
  const { messages, id } = conversation;
  const { scroller, content, following, toEnd, toEntry } = useFollowingScroll(id, messages.length, busy);
  useReadFromTheTop(messages, toEntry);
  const list = useGoesOn(sameControl);
  const first = messages.length - useGradually(messages.length);
  return (
    <div className="relative min-h-0 flex-1">
      <div
        ref={scroller}
        role="log"
        aria-live="off"
        aria-label="Messages"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        tabIndex={0}
        className="h-full overflow-y-auto overscroll-contain outline-offset-[-3px] [scrollbar-gutter:stable_both-edges]"
      >
        <div ref={content} className="mx-auto w-full max-w-[46rem] px-4 pt-6 pb-8 sm:px-6">
          {messages.length === 0 ? (
            children
          ) : (
            <BusyProvider busy={busy}>
              <ol ref={list} className="space-y-6" data-busy={busy}>
                {messages.slice(first).map((message, index) => (
                  // What is far from the window is laid out only when it comes near.
                  <li
                    key={message.id}
                    id={message.id}
                    data-place={first + index}
                    // What leaves its box is cut off, so a question's buttons stand inside and the gap below makes up for them.
                    className={classNames(
                      '-mx-2 px-2 [contain-intrinsic-size:auto_14rem] [content-visibility:auto]',
                      message.role === 'user' && 'mb-3',
                    )}
                  >
                    {message.role === 'user' ? (
                      <Question message={message} conversationId={id} />
                    ) : (
                      <Answer
                        message={message}
                        conversationId={id}
                        question={messages[first + index - 1]?.text ?? null}
                      />
                    )}
                  </li>
                ))}
              </ol>
            </BusyProvider>
          )}
        </div>
      </div>
      <div
        aria-hidden
        className="pointer-events-none absolute inset-x-3 bottom-0 h-5 bg-linear-to-t from-ground to-transparent"
      />
      {!following && messages.length > 0 && (
        <button
          type="button"
          onClick={toEnd}
          className="button button-plain absolute bottom-3 left-1/2 -translate-x-1/2 rounded-full shadow-float"
        >
          <ArrowDown aria-hidden className="size-4" /> Latest
        </button>
      )}
    </div>
  );
}

/** Passages arrive all at once and the best is the first: they are read from the top, not from the end. */
function useReadFromTheTop(messages: readonly Message[], toEntry: (id: string) => void): void {
  const last = messages.at(-1);
  const shown = useRef(last?.status === 'working' ? null : last?.id);
  useEffect(() => {
    if (!last || last.role === 'user' || last.status === 'working' || shown.current === last.id) return;
    shown.current = last.id;
    if (last.answer?.by === 'passages' && last.parentId) toEntry(last.parentId);
  }, [last, toEntry]);
}
