import { type QueryClient, useQuery } from '@tanstack/react-query';
import type { ReadAheadState } from '../../preload/contract/index.ts';

const keyFor = (conversationId: string) => ['readAhead', conversationId] as const;

/** Remembers what the program told last about reading ahead for a conversation. */
export function noteReadAhead(cache: QueryClient, state: ReadAheadState): void {
  cache.setQueryData(keyFor(state.conversationId), state);
}

/** How far the model has read what a conversation begins with; null where nothing was told. */
export function useReadAhead(conversationId: string): ReadAheadState | null {
  // Only events bring it: the program tells it whenever the conversation is shown.
  const { data } = useQuery<ReadAheadState | null>({
    queryKey: keyFor(conversationId),
    queryFn: () => null,
    enabled: false,
  });
  return data ?? null;
}
