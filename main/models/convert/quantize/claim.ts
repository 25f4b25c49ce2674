import { statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { BitternError } from '../../../../preload/contract/index.ts';
import { tryLock } from '../../../store/lock.ts';

export interface ClaimOptions {
  readonly signal: AbortSignal;
  /**
   * How long another owner is waited for, in milliseconds. One whose program was killed is gone within moments; one that
   * works is not waited out.
   */
  readonly patienceMs?: number;
  /** Told once, when there is another owner. */
  onWait?(): void;
}

const usualPatienceMs = 20_000;
const betweenTriesMs = 100;

/** The file whose lock says that somebody makes a model; empty, and there only meanwhile. */
export function claimPath(output: string): string {
  return `${output}.partial.lock`;
}

/** What tells a file from another one of the same name; null when there is none. */
function identityOf(path: string): string | null {
  const found = statSync(path, { throwIfNoEntry: false });
  return found ? `${found.dev} ${found.ino}` : null;
}

/** Not ours: the one who had the lock took the file away after we had opened it. */
const lost = Symbol('lost');

function tryClaim(path: string): (() => void) | null | typeof lost {
  // Made first, so that there is something to compare with afterwards.
  tryLock(path, 0)?.();
  const before = identityOf(path);
  const release = tryLock(path, 0);
  if (!release || (before !== null && identityOf(path) === before)) return release;
  release();
  return lost;
}

async function giveBack(path: string, release: () => void): Promise<void> {
  // Windows removes no open file; elsewhere it goes while it is still ours, so that nobody's lock is on it.
  if (process.platform === 'win32') release();
  await rm(path, { force: true }).catch(() => {});
  if (process.platform !== 'win32') release();
}

/**
 * Makes this process the only one that makes the model `output`, until the claim is disposed of. Another owner is waited for, for
 * a while: after a crash it may be what the killed program left running, which ends by itself.
 * Throws `busy` when it stays, or the signal's reason.
 */
export async function claimOutput(output: string, options: ClaimOptions): Promise<AsyncDisposable> {
  const path = claimPath(output);
  const deadline = performance.now() + (options.patienceMs ?? usualPatienceMs);
  let isTold = false;
  for (;;) {
    options.signal.throwIfAborted();
    let release: ReturnType<typeof tryClaim>;
    try {
      release = tryClaim(path);
    } catch {
      // A folder that cannot be written to, a disk without locks: the conversion itself says what is wrong, if anything is.
      return { [Symbol.asyncDispose]: async () => {} };
    }
    if (release === lost) continue;
    if (release) {
      const mine = release;
      return { [Symbol.asyncDispose]: () => giveBack(path, mine) };
    }
    if (performance.now() >= deadline)
      throw new BitternError(
        'busy',
        'Another conversion to the same file is running. Wait for it, or stop it.',
      );
    if (!isTold) options.onWait?.();
    isTold = true;
    // What ends the wait early is seen at the head of the loop.
    await sleep(betweenTriesMs, undefined, { signal: options.signal }).catch(() => {});
  }
}
