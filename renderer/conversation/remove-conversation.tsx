import { go, routeOf } from '../route/route.ts';
import { useAction } from '../transport/calls.ts';
import { useConfirm } from '../ui/confirm.tsx';

interface Removed {
  id: string;
  title: string;
  /** How many documents it has. */
  documents: number;
}

/** Deletes a conversation after asking. Documents that it alone has go with it. */
export function useRemoveConversation(): (conversation: Removed) => Promise<void> {
  const confirm = useConfirm();
  const remove = useAction('conversation.remove');
  return async ({ id, title, documents }) => {
    const agreed = await confirm({
      title: `Delete “${title}”?`,
      text: `Its questions and answers are removed from this machine for good${
        documents === 0
          ? '.'
          : ', and so is Bittern’s copy of documents that were added to this conversation alone. The files on your disk stay.'
      }`,
      action: 'Delete',
    });
    if (!agreed) return;
    await remove.mutateAsync({ id }).catch(() => {});
    const route = routeOf(location.hash);
    if (route.view === 'conversation' && route.id === id) go({ view: 'new' }, { replace: true });
  };
}
