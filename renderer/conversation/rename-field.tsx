import { type Ref, useState } from 'react';
import { useAction } from '../transport/calls.ts';

/** Changes a conversation's title in place: Enter keeps, Escape leaves it as it was. */
export function RenameField({
  conversation,
  onClose,
  ref,
}: {
  conversation: { id: string; title: string };
  onClose: () => void;
  ref: Ref<HTMLInputElement>;
}) {
  const [title, setTitle] = useState(conversation.title);
  const rename = useAction('conversation.rename');
  const keep = () => {
    if (title.trim() !== '' && title !== conversation.title)
      rename.mutate({ id: conversation.id, title: title.trim() });
    onClose();
  };
  return (
    <input
      ref={ref}
      aria-label="Title of the conversation"
      // biome-ignore lint/a11y/noAutofocus: the person has just asked to rename it
      autoFocus
      className="field min-h-8 min-w-0 flex-1 py-1"
      maxLength={200}
      value={title}
      onFocus={(event) => event.target.select()}
      onChange={(event) => setTitle(event.target.value)}
      onBlur={keep}
      onKeyDown={(event) => {
        if (event.key === 'Enter') keep();
        if (event.key !== 'Escape') return;
        event.preventDefault();
        event.stopPropagation();
        onClose();
      }}
    />
  );
}
