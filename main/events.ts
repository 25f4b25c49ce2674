import type { EventName, EventPayload } from '../preload/contract/index.ts';

/** Sends the contract's events from services to every door that listens. */
export class EventBus {
  readonly #listeners = new Set<(name: EventName, payload: unknown) => void>();

  emit<N extends EventName>(name: N, payload: EventPayload<N>): void {
    for (const listener of this.#listeners) listener(name, payload);
  }

  /** Returns a function that stops listening. */
  listen(listener: (name: EventName, payload: unknown) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
