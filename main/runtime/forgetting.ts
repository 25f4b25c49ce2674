import { BitternError } from '../../preload/contract/index.ts';
import type { Log } from '../log.ts';
import type { Residence } from './residence.ts';
import { SnapshotShelf } from './snapshots/shelf.ts';

/**
 * Has what was evaluated for conversations forgotten, in memory and on disk: a snapshot holds the words that were evaluated, and
 * who deletes them means all of them. Nobody waits for it, but the program does before it ends.
 */
export class Forgetting {
  readonly #residence: Residence;
  readonly #log: Log;
  #last: Promise<void> = Promise.resolve();

  constructor(residence: Residence, log: Log) {
    this.#residence = residence;
    this.#log = log;
  }

  /** Begins with it, after what was asked for before. */
  slots(slots: readonly string[]): void {
    if (slots.length === 0) return;
    this.#last = this.#last
      .then(() => this.#forget([...slots]))
      .catch((error: unknown) =>
        this.#log('error', 'What a model had evaluated could not be forgotten.', error),
      );
  }

  /** Resolves when everything is forgotten that was to be. */
  async settled(): Promise<void> {
    await this.#last;
  }

  async #forget(slots: string[]): Promise<void> {
    const { snapshots, process } = this.#residence;
    const { life } = process.supervisor;
    try {
      // A process that runs has the snapshots for itself: it may be writing one.
      if (life) return void (await life.child.call('forgetSlots', { snapshots, slots }));
    } catch (error) {
      if (!(error instanceof BitternError) || error.code !== 'process-died') throw error;
    }
    await new SnapshotShelf(snapshots).removeOf(slots);
  }
}
