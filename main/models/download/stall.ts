import { PassingFailure } from './retry.ts';

/** Aborts when nothing has come for too long: a connection can be dead without saying so. */
export class Stall {
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;

  constructor(afterMs: number, host: string) {
    this.#timer = setTimeout(
      () => this.#controller.abort(new PassingFailure(`Nothing has come from ${host} for a while.`)),
      afterMs,
    );
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Something came. */
  renew(): void {
    this.#timer.refresh();
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }
}
