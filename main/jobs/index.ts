import type { EventBus } from '../events.ts';
import type { HandlersOf } from '../handlers.ts';
import type { Log } from '../log.ts';
import type { Store } from '../store/index.ts';
import { JobBoard } from './board.ts';

export { JobBoard } from './board.ts';
export type { Amount } from './rate.ts';
export { type JobContext, JobPaused, type JobRunner } from './runner.ts';

/** The board of long work, and the calls a window makes on it. */
export interface Jobs {
  readonly board: JobBoard;
  readonly handlers: HandlersOf<'job'>;
}

/** Builds the board; services then register their kinds, and `board.start()` goes on with what was left. */
export function createJobs(options: { store: Store; events: EventBus; log: Log }): Jobs {
  const board = new JobBoard(options);
  return {
    board,
    handlers: {
      'job.list': () => ({ jobs: board.list() }),
      'job.pause': ({ id }) => {
        board.pause(id);
        return {};
      },
      'job.resume': ({ id }) => {
        board.resume(id);
        return {};
      },
      'job.cancel': async ({ id }) => {
        await board.cancel(id);
        return {};
      },
    },
  };
}
