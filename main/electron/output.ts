import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { setTimeout as delay, setImmediate as soon } from 'node:timers/promises';

/** How long after a process's end its last words may still arrive. */
const lastWordsMs = 250;

/** What a utility process prints, to the last word. */
export class Output {
  readonly #streams: readonly Readable[];
  #hear: (data: Buffer) => void = () => {};

  constructor(streams: readonly (NodeJS.ReadableStream | null)[]) {
    this.#streams = streams.filter((stream) => stream !== null) as Readable[];
  }

  onText(listener: (text: string) => void): void {
    this.#hear = (data) => listener(data.toString());
    for (const stream of this.#streams) stream.on('data', this.#hear);
  }

  /** Call when the process has ended. Resolves when all that it printed was heard, or that takes too long. */
  async rest(): Promise<void> {
    // Electron takes every listener off in the moment in which it reports the end; what a process died of is said last.
    await soon();
    const ends = this.#streams.map(async (stream) => {
      stream.off('data', this.#hear).on('data', this.#hear);
      if (!stream.closed) await once(stream, 'close');
    });
    await Promise.race([Promise.allSettled(ends), delay(lastWordsMs, undefined, { ref: false })]);
  }
}
