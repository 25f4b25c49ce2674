import { setTimeout as sleep } from 'node:timers/promises';
import { BitternError } from '../../../preload/contract/index.ts';
import { ConnectionError } from '../../network/index.ts';

const firstDelayMs = 1000;
const longestDelayMs = 60_000;
/** A server that asks for more patience than this is not waited for. */
const longestWishMs = 15 * 60_000;
/** Failures in a row without a single new byte between them; with the delays, about five minutes. */
const triesWithoutProgress = 10;

/** A failure that may pass by itself. Its message is the sentence that is shown if it does not. */
export class PassingFailure extends BitternError {
  /** How long the server asked to wait, in milliseconds. */
  readonly afterMs: number | null;

  constructor(message: string, afterMs: number | null = null, cause?: unknown) {
    super('network', message, { cause });
    this.afterMs = afterMs;
  }
}

/** What trying again needs to know of the world; tests bring their own clock. */
export interface Patience {
  wait(ms: number, signal: AbortSignal): Promise<void>;
  /** Between 0 and 1. */
  random(): number;
  /** No answer and no byte for this long counts as a failure. */
  stallMs: number;
}

export const realPatience: Patience = {
  wait: async (ms, signal) => sleep(ms, undefined, { signal }),
  random: Math.random,
  stallMs: 60_000,
};

/**
 * How long to wait before try number `failures + 1`: doubling from one second to a minute, each between half and the
 * whole of it, so that many programs that lost the same server do not come back at the same moment.
 */
export function backOff(failures: number, random: number): number {
  return Math.min(longestDelayMs, firstDelayMs * 2 ** (failures - 1)) * (0.5 + random / 2);
}

export interface RetryOptions {
  signal: AbortSignal;
  patience: Patience;
  /** Told before each wait, with a sentence and the seconds. */
  onWait?(reason: string, seconds: number): void;
  /** Anything that grows while there is progress. */
  progress?(): number;
}

/**
 * Repeats `attempt` while it fails in a passing way. Throws the last failure when ten in a row brought nothing new, and
 * anything else at once.
 */
export async function withRetries<T>(attempt: () => Promise<T>, options: RetryOptions): Promise<T> {
  const { signal, patience } = options;
  let failures = 0;
  let progress = options.progress?.() ?? 0;
  for (;;) {
    try {
      return await attempt();
    } catch (thrown) {
      signal.throwIfAborted();
      if (!isPassing(thrown)) throw thrown;
      const now = options.progress?.() ?? 0;
      failures = now > progress ? 1 : failures + 1;
      progress = now;
      const wish = thrown instanceof PassingFailure ? thrown.afterMs : null;
      if (failures > triesWithoutProgress || (wish ?? 0) > longestWishMs) throw thrown;
      const delay = wish ?? backOff(failures, patience.random());
      options.onWait?.(thrown.message, Math.ceil(delay / 1000));
      await patience.wait(delay, signal);
    }
  }
}

function isPassing(thrown: unknown): thrown is BitternError {
  return thrown instanceof PassingFailure || (thrown instanceof ConnectionError && thrown.isPassing);
}
