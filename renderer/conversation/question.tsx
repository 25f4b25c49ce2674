import { Pencil } from 'lucide-react';
import { memo, type Ref, useRef, useState } from 'react';
import type { Message } from '../../preload/contract/index.ts';
import { useFocusBack } from '../focus/focus-back.ts';
import { useAction } from '../transport/calls.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { VersionSwitch } from './version-switch.tsx';
import { useWhenIdle } from './when-idle.tsx';

/** What the person asked. Changing it starts a branch; the old one stays. */
export const Question = memo(function Question({
  message,
  conversationId,
}: {
  message: Message;
  conversationId: string;
}) {
  const [editing, setEditing] = useState(false);
  const edit = useRef<HTMLButtonElement>(null);
  const editor = useFocusBack(editing, edit);
  const whenIdle = useWhenIdle();
  if (editing) return <QuestionEditor ref={editor} message={message} onClose={() => setEditing(false)} />;
  return (
    <article aria-label="Question" className="group flex flex-col items-end">
      <div
        dir="auto"
        className="max-w-[min(88%,38rem)] rounded-2xl rounded-br-md bg-sunken px-4 py-2.5 whitespace-pre-wrap wrap-anywhere"
      >
        {message.text}
      </div>
      <div className="mt-0.5 flex items-center text-ink-3">
        <VersionSwitch message={message} conversationId={conversationId} />
        <IconButton
          ref={edit}
          label="Edit question"
          icon={Pencil}
          className="when-idle size-8 opacity-0 transition-opacity group-hover:opacity-100 focus-visible:opacity-100 [@media(hover:none)]:opacity-100"
          onClick={() => whenIdle(() => setEditing(true))}
        />
      </div>
    </article>
  );
});

function QuestionEditor({
  message,
  onClose,
  ref,
}: {
  message: Message;
  onClose: () => void;
  ref: Ref<HTMLFormElement>;
}) {
  const [text, setText] = useState(message.text);
  const edit = useAction('chat.edit', { onDone: onClose });
  const send = () => {
    if (text.trim() !== '') edit.mutate({ messageId: message.id, text });
  };
  return (
    <form
      ref={ref}
      aria-label="Edit question"
      className="ml-auto w-full max-w-160"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <textarea
        aria-label="Question"
        // biome-ignore lint/a11y/noAutofocus: the person has just asked to edit it
        autoFocus
        dir="auto"
        rows={Math.min(12, Math.max(2, text.split('\n').length))}
        className="field rounded-2xl px-4 py-3 text-base field-sizing-content max-h-80"
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') {
            event.stopPropagation();
            onClose();
          } else if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) {
            event.preventDefault();
            send();
          }
        }}
      />
      <div className="mt-2 flex flex-wrap items-center justify-end gap-2">
        <p className="mr-auto text-xs text-ink-3">The first version is kept; switch with ‹ ›.</p>
        <Button look="quiet" onClick={onClose}>
          Cancel
        </Button>
        <Button look="primary" type="submit" disabled={text.trim() === '' || edit.isPending}>
          Ask
        </Button>
      </div>
    </form>
  );
}
