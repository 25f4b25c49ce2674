import type {
  CallArguments,
  CallName,
  CallOutput,
  EventName,
  EventPayload,
} from '../../../preload/contract/index.ts';

/** The calls of one or several families, answered from memory. */
export type HandlersOf<F extends string = string> = {
  [N in Extract<CallName, `${F}.${string}`>]: (
    input: CallArguments<N>,
  ) => CallOutput<N> | Promise<CallOutput<N>>;
};

/** What all parts of the fake share: events for the windows, and ids. */
export class Bus {
  readonly #listeners = new Set<(name: EventName, payload: unknown) => void>();
  #nextId = 1;

  listen(listener: (name: EventName, payload: unknown) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  emit<N extends EventName>(name: N, payload: EventPayload<N>): void {
    for (const listener of this.#listeners) listener(name, payload);
  }

  id(prefix: string): string {
    return `${prefix}_${String(this.#nextId++).padStart(12, '0')}`;
  }
}
