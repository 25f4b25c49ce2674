import {
  keepPreviousData,
  QueryClient,
  type UseQueryResult,
  useMutation,
  useQueries,
  useQuery,
} from '@tanstack/react-query';
import {
  asBitternError,
  type Bittern,
  BitternError,
  type CallInput,
  type CallName,
  type CallOutput,
} from '../../preload/contract/index.ts';
import { useNotify } from '../ui/toasts.tsx';
import { useBittern } from './provider.tsx';

/** Where the answer to a call is kept in the query cache. */
export function keyOf<N extends CallName>(name: N, input: CallInput<N>): readonly [N, CallInput<N>] {
  return [name, input];
}

/** The cache of everything that was asked of the program. Events keep it fresh, so nothing grows stale by age. */
export function newQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      // The program is on this machine: the browser's idea of being online says nothing about it.
      queries: { networkMode: 'always', staleTime: Infinity, retry: false, refetchOnWindowFocus: false },
      mutations: { networkMode: 'always', retry: false },
    },
  });
}

interface CallOptions {
  enabled?: boolean;
  /** Keep showing the last answer while a changed input is asked about. */
  keepPrevious?: boolean;
  /** Milliseconds after which the answer is asked for again when used. */
  staleTime?: number;
  refetchInterval?: number;
}

/** The answer to a call, kept and shared; see `events.ts` for what refreshes it. */
export function useCall<N extends CallName>(
  name: N,
  input: CallInput<N>,
  options: CallOptions = {},
): UseQueryResult<CallOutput<N>, BitternError> {
  const bittern = useBittern();
  return useQuery<CallOutput<N>, BitternError>({
    ...asking(bittern, name, input),
    enabled: options.enabled ?? true,
    ...(options.keepPrevious ? { placeholderData: keepPreviousData as never } : {}),
    ...(options.staleTime === undefined ? {} : { staleTime: options.staleTime }),
    ...(options.refetchInterval === undefined ? {} : { refetchInterval: options.refetchInterval }),
  });
}

/** The answers to the same call with several inputs, kept and shared; undefined for those that are not there yet. */
export function useCalls<N extends CallName>(
  name: N,
  inputs: readonly CallInput<N>[],
): (CallOutput<N> | undefined)[] {
  const bittern = useBittern();
  const queries = inputs.map((input) => asking(bittern, name, input));
  return useQueries({ queries }).map(({ data }) => data);
}

function asking<N extends CallName>(bittern: Bittern, name: N, input: CallInput<N>) {
  return {
    queryKey: keyOf(name, input),
    queryFn: () => bittern.call(name, input).catch(rethrowAsBitternError),
  };
}

/** A call that changes something. A failure is shown as a notice unless the caller shows it itself. */
export function useAction<N extends CallName>(
  name: N,
  options: { quiet?: boolean; onDone?: (output: CallOutput<N>, input: CallInput<N>) => void } = {},
) {
  const bittern = useBittern();
  const notify = useNotify();
  return useMutation<CallOutput<N>, BitternError, CallInput<N>>({
    mutationFn: (input) => bittern.call(name, input).catch(rethrowAsBitternError),
    onSuccess: (output, input) => options.onDone?.(output, input),
    onError: (error) => {
      if (!options.quiet) notify({ level: 'error', text: error.message });
    },
  });
}

/**
 * What can be told of anything that a call rejected with. Errors that crossed Electron's context bridge have lost
 * their class, but keep code and sentence.
 */
export function errorOf(thrown: unknown): BitternError {
  if (thrown instanceof BitternError) return thrown;
  if (typeof thrown === 'object' && thrown !== null && 'code' in thrown && 'message' in thrown)
    return new BitternError(thrown.code as BitternError['code'], String(thrown.message));
  if (thrown instanceof Error && thrown.constructor === Error)
    return new BitternError('internal', thrown.message, { cause: thrown });
  return asBitternError(thrown);
}

function rethrowAsBitternError(thrown: unknown): never {
  throw errorOf(thrown);
}
