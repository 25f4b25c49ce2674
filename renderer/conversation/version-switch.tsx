import { ChevronLeft, ChevronRight } from 'lucide-react';
import type { Message } from '../../preload/contract/index.ts';
import { useAction } from '../transport/calls.ts';
import { IconButton } from '../ui/button.tsx';

/** Steps through the versions of a turn; shown when there is more than one. */
export function VersionSwitch({ message, conversationId }: { message: Message; conversationId: string }) {
  const show = useAction('conversation.showBranch');
  const { siblings } = message;
  const at = siblings.indexOf(message.id);
  if (siblings.length < 2 || at < 0) return null;
  const step = (by: number) => {
    const messageId = siblings[at + by];
    if (messageId) show.mutate({ id: conversationId, messageId });
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for form fields
    <div role="group" aria-label="Versions" className="flex items-center text-xs text-ink-2">
      <IconButton
        label="Previous version"
        icon={ChevronLeft}
        className="size-7"
        disabled={at === 0 || show.isPending}
        onClick={() => step(-1)}
      />
      <span className="tabular" aria-label={`Version ${at + 1} of ${siblings.length}`} role="status">
        {at + 1}/{siblings.length}
      </span>
      <IconButton
        label="Next version"
        icon={ChevronRight}
        className="size-7"
        disabled={at === siblings.length - 1 || show.isPending}
        onClick={() => step(1)}
      />
    </div>
  );
}
