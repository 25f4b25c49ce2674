import type { Conversation } from '../../preload/contract/index.ts';
import { useBittern } from '../transport/provider.tsx';

/**
 * Gives a conversation with what is written so far of a running answer, which the cache does not hold; as it is in the
 * cache where the program cannot be asked.
 */
export function useWrittenSoFar(): (cached: Conversation) => Promise<Conversation> {
  const bittern = useBittern();
  return async (cached) => {
    if (cached.messages.every(({ status }) => status !== 'working')) return cached;
    return await bittern.call('conversation.get', { id: cached.id }).catch(() => cached);
  };
}
