import type { Log } from '../log.ts';
import type { Fork } from '../process/index.ts';
import type { Convert } from './obtain.ts';

/** The converter as a process of its own. */
export function convertInProcess(_fork: Fork, _log: Log): Convert {
  return async () => {
    throw new Error('not yet');
  };
}
