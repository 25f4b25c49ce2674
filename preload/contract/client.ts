import { type CallInput, type CallName, type CallOutput, calls } from './calls.ts';
import { BitternError } from './errors.ts';
import {
  type EventName,
  type EventPayload,
  events,
  type StreamInput,
  type StreamItem,
  type StreamName,
  streams,
} from './streams.ts';
import { type ToProgram, toWindow, wire } from './wire.ts';

/** Receives a stream's items. `onEnd` is called once, with an error when the stream failed. */
export interface StreamListener<N extends StreamName> {
  onItem(item: StreamItem<N>): void;
  onEnd(error?: BitternError): void;
}

/** The contract as a window sees it. */
export interface Bittern {
  /** Rejects with a `BitternError`. */
  call<N extends CallName>(name: N, input: CallInput<N>): Promise<CallOutput<N>>;
  /** Returns a function that closes the stream; after it nothing is delivered. */
  open<N extends StreamName>(name: N, input: StreamInput<N>, listener: StreamListener<N>): () => void;
  /** Returns a function that stops listening. */
  on<N extends EventName>(name: N, listener: (payload: EventPayload<N>) => void): () => void;
}

interface PendingCall {
  name: CallName;
  resolve(output: unknown): void;
  reject(error: BitternError): void;
}

interface OpenStream {
  name: StreamName;
  listener: StreamListener<StreamName>;
  unacknowledged: number;
}

/**
 * The window's end of the wire: matches answers to calls, acknowledges stream items, checks everything that
 * arrives against the contract. One per transport connection.
 */
export class Client implements Bittern {
  #nextId = 1;
  readonly #calls = new Map<number, PendingCall>();
  readonly #streams = new Map<number, OpenStream>();
  readonly #listeners = new Map<EventName, Set<(payload: never) => void>>();
  readonly #post: (message: ToProgram) => void;

  constructor(post: (message: ToProgram) => void) {
    this.#post = post;
  }

  call<N extends CallName>(name: N, input: CallInput<N>): Promise<CallOutput<N>> {
    return new Promise((resolve, reject) => {
      const id = this.#nextId++;
      this.#calls.set(id, { name, resolve: resolve as (output: unknown) => void, reject });
      this.#post({ kind: 'call', id, name, input });
    });
  }

  open<N extends StreamName>(name: N, input: StreamInput<N>, listener: StreamListener<N>): () => void {
    const id = this.#nextId++;
    this.#streams.set(id, { name, listener: listener as StreamListener<StreamName>, unacknowledged: 0 });
    this.#post({ kind: 'open', id, name, input });
    return () => {
      if (this.#streams.delete(id)) this.#post({ kind: 'cancel', id });
    };
  }

  on<N extends EventName>(name: N, listener: (payload: EventPayload<N>) => void): () => void {
    let listeners = this.#listeners.get(name);
    if (!listeners) {
      listeners = new Set();
      this.#listeners.set(name, listeners);
    }
    const entry = listener as (payload: never) => void;
    listeners.add(entry);
    return () => listeners.delete(entry);
  }

  /** Takes one message of the program. Throws a ZodError when it is not of the contract. */
  receive(message: unknown): void {
    const incoming = toWindow.parse(message);
    switch (incoming.kind) {
      case 'result':
      case 'error':
        this.#settle(incoming);
        return;
      case 'item':
        this.#deliver(incoming.id, incoming.item);
        return;
      case 'end': {
        const stream = this.#streams.get(incoming.id);
        this.#streams.delete(incoming.id);
        stream?.listener.onEnd(incoming.error && BitternError.fromWire(incoming.error));
        return;
      }
      case 'event': {
        if (!(incoming.name in events)) return;
        const name = incoming.name as EventName;
        const payload = events[name].parse(incoming.payload);
        for (const listener of this.#listeners.get(name) ?? []) listener(payload as never);
        return;
      }
    }
  }

  /** Ends everything that waits; called when the connection is gone. */
  close(reason: BitternError): void {
    for (const pending of this.#calls.values()) pending.reject(reason);
    this.#calls.clear();
    const open = [...this.#streams.values()];
    this.#streams.clear();
    for (const stream of open) stream.listener.onEnd(reason);
  }

  #settle(incoming: Extract<ReturnType<typeof toWindow.parse>, { kind: 'result' | 'error' }>): void {
    const pending = this.#calls.get(incoming.id);
    if (!pending) return;
    this.#calls.delete(incoming.id);
    if (incoming.kind === 'error') {
      pending.reject(BitternError.fromWire(incoming.error));
      return;
    }
    const checked = calls[pending.name].output.safeParse(incoming.output);
    if (checked.success) pending.resolve(checked.data);
    else pending.reject(new BitternError('internal', `The answer to "${pending.name}" was not understood.`));
  }

  #deliver(id: number, item: unknown): void {
    const stream = this.#streams.get(id);
    if (!stream) return;
    stream.listener.onItem(streams[stream.name].item.parse(item));
    stream.unacknowledged += 1;
    if (stream.unacknowledged >= wire.acknowledgeEvery) {
      this.#post({ kind: 'acknowledge', id, count: stream.unacknowledged });
      stream.unacknowledged = 0;
    }
  }
}
