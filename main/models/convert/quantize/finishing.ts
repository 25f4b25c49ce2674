import type { FileHandle } from 'node:fs/promises';
import type { BlockResult } from './block.ts';
import { checksumOf } from './checksum.ts';
import type { Journal, JournalLine } from './journal.ts';
import type { Plan } from './plan.ts';

/**
 * Takes note of finished tensors: reads their bytes back for the checksum, makes them last on the disk, then writes the
 * journal. Tensors that finish while the disk is busy share one flush; the threads never wait for it.
 */
export class Finishing {
  readonly #plan: Plan;
  readonly #file: FileHandle;
  readonly #journal: Journal;
  readonly #waiting: { tensor: number; error: BlockResult }[] = [];
  readonly lines = new Map<number, JournalLine>();
  #work: Promise<void> | null = null;

  constructor(plan: Plan, file: FileHandle, journal: Journal, finished: ReadonlyMap<number, JournalLine>) {
    this.#plan = plan;
    this.#file = file;
    this.#journal = journal;
    for (const [tensor, line] of finished) this.lines.set(tensor, line);
  }

  add(tensor: number, error: BlockResult): void {
    this.#waiting.push({ tensor, error });
    this.#work ??= this.#drain();
    // Whoever awaits `done` gets the failure; until then it must not end the process.
    this.#work.catch(() => {});
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0);
      const lines: JournalLine[] = [];
      for (const { tensor, error } of batch) {
        const crc = await checksumOf(this.#file, this.#plan.tensors[tensor]!.place);
        if (crc === null) throw new Error('A tensor that was written cannot be read back.');
        lines.push({ tensor, crc, ...error });
      }
      await this.#file.datasync();
      await this.#journal.append(lines);
      for (const line of lines) this.lines.set(line.tensor, line);
    }
    this.#work = null;
  }

  /** Resolves when everything added so far is in the journal. */
  async done(): Promise<void> {
    await this.#work;
  }
}
