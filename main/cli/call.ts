import {
  BitternError,
  type CallArguments,
  type CallInput,
  type CallName,
  type CallOutput,
  calls,
} from '../../preload/contract/index.ts';
import type { Services } from '../door/session.ts';
import type { HandlerContext } from '../handlers.ts';

/**
 * Makes a call of the contract without a window: the input is checked as a window's would be. Rejects with a
 * `BitternError`.
 */
export async function call<N extends CallName>(
  services: Pick<Services, 'handlers'>,
  name: N,
  input: CallInput<N>,
  signal: AbortSignal,
): Promise<CallOutput<N>> {
  const checked = calls[name].input.safeParse(input);
  if (!checked.success)
    throw new BitternError('bad-input', checked.error.issues[0]?.message ?? 'The input was not understood.');
  const handler = services.handlers[name] as (
    input: CallArguments<N>,
    context: HandlerContext,
  ) => Promise<CallOutput<N>> | CallOutput<N>;
  return await handler(checked.data as CallArguments<N>, { signal });
}
