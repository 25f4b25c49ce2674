/** Buffers that are read into and used again; the number of them bounds the memory of a conversion. */
export class Slots {
  readonly #free: SharedArrayBuffer[] = [];
  readonly #waiting: ((slot: SharedArrayBuffer) => void)[] = [];

  constructor(count: number, bytes: number) {
    for (let index = 0; index < count; index++) this.#free.push(new SharedArrayBuffer(bytes));
  }

  /** A free buffer, as soon as there is one. */
  take(): Promise<SharedArrayBuffer> {
    const slot = this.#free.pop();
    return slot ? Promise.resolve(slot) : new Promise((resolve) => this.#waiting.push(resolve));
  }

  give(slot: SharedArrayBuffer): void {
    const waiting = this.#waiting.shift();
    if (waiting) waiting(slot);
    else this.#free.push(slot);
  }
}
