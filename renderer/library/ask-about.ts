import { useQueryClient } from '@tanstack/react-query';
import { go } from '../route/route.ts';
import { errorOf, keyOf } from '../transport/calls.ts';
import { useBittern } from '../transport/provider.tsx';
import { useNotify } from '../ui/toasts.tsx';

/** Begins a conversation about documents. */
export function useAskAbout(): (documentIds: string[]) => Promise<void> {
  const bittern = useBittern();
  const cache = useQueryClient();
  const notify = useNotify();
  return async (documentIds) => {
    try {
      const conversation = await bittern.call('conversation.create', { documentIds });
      cache.setQueryData(keyOf('conversation.get', { id: conversation.id }), conversation);
      go({ view: 'conversation', id: conversation.id });
    } catch (thrown) {
      notify({ level: 'error', text: errorOf(thrown).message });
    }
  };
}
