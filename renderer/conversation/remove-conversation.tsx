import { go, routeOf } from '../route/route.ts';
import { useAction } from '../transport/calls.ts';
import { useConfirm } from '../ui/confirm.tsx';

/** Deletes a conversation after asking. Its documents stay in the library. */
export function useRemoveConversation(): (conversation: { id: string; title: string }) => Promise<void> {
  const confirm = useConfirm();
  const remove = useAction('conversation.remove');
  return async ({ id, title }) => {
    const agreed = await confirm({
      title: `Delete “${title}”?`,
      text: 'Its questions and answers are removed from this machine for good.',
      action: 'Delete',
    });
    if (!agreed) return;
    await remove.mutateAsync({ id }).catch(() => {});
    const route = routeOf(location.hash);
    if (route.view === 'conversation' && route.id === id) go({ view: 'new' }, { replace: true });
  };
}
