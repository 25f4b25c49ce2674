import {
  type Bittern,
  BitternError,
  Client,
  type EventName,
  type EventPayload,
} from '../../preload/contract/index.ts';
import { reconnectDelay } from './backoff.ts';
import type { ConnectionState } from './connection.ts';

/** What fails while the connection is lost fails with this. */
export const lostSentence = 'The connection to Bittern is lost. It is being restored; try again in a moment.';
/** Tries in a row without an answer before the window says that nobody is there. */
const triesUntilUnreachable = 4;

interface Waiting {
  run(client: Client): void;
  reject(error: BitternError): void;
}

/**
 * The contract over a WebSocket that comes back by itself. Calls made before the first connection wait for it; calls
 * made while a connection is lost fail at once with a sentence. Listeners outlive connections, streams do not.
 */
export class SocketBridge implements Bittern {
  readonly #url: string;
  readonly #listeners = new Map<EventName, Set<(payload: never) => void>>();
  readonly #watchers = new Set<() => void>();
  #client: Client | null = null;
  #waiting: Waiting[] = [];
  #state: ConnectionState = 'connecting';
  #generation = 0;
  #failures = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(url: string) {
    this.#url = url;
    this.#connect();
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') this.#retryNow();
    });
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** Grows by one with each established connection. */
  get generation(): number {
    return this.#generation;
  }

  /** Called when state or generation changed; returns a function that stops listening. */
  subscribe(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  readonly call: Bittern['call'] = (name, input) => {
    const client = this.#client;
    if (client) return client.call(name, input);
    if (this.#state !== 'connecting') return Promise.reject(new BitternError('network', lostSentence));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ run: (opened) => opened.call(name, input).then(resolve, reject), reject });
    });
  };

  readonly open: Bittern['open'] = (name, input, listener) => {
    if (this.#client) return this.#client.open(name, input, listener);
    queueMicrotask(() => listener.onEnd(new BitternError('network', lostSentence)));
    return () => {};
  };

  readonly on: Bittern['on'] = (name, listener) => {
    let listeners = this.#listeners.get(name);
    if (!listeners) {
      listeners = new Set();
      this.#listeners.set(name, listeners);
    }
    const entry = listener as (payload: never) => void;
    listeners.add(entry);
    if (listeners.size === 1 && this.#client) this.#relay(this.#client, name);
    return () => listeners.delete(entry);
  };

  #relay(client: Client, name: EventName): void {
    client.on(name, (payload: EventPayload<EventName>) => {
      for (const listener of this.#listeners.get(name) ?? []) listener(payload as never);
    });
  }

  #connect(): void {
    const socket = new WebSocket(this.#url);
    const client = new Client((message) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
    });
    socket.onopen = () => {
      this.#failures = 0;
      this.#client = client;
      for (const name of this.#listeners.keys()) this.#relay(client, name);
      this.#generation += 1;
      this.#become('open');
      for (const waiting of this.#waiting.splice(0)) waiting.run(client);
    };
    socket.onmessage = (event) => {
      try {
        client.receive(JSON.parse(String(event.data)));
      } catch (error) {
        console.error('A message of the program was not understood.', error);
      }
    };
    socket.onclose = () => {
      const wasOpen = this.#client === client;
      if (wasOpen) this.#client = null;
      this.#failures += 1;
      client.close(new BitternError('network', lostSentence));
      if (this.#failures >= triesUntilUnreachable) {
        this.#become('unreachable');
        for (const waiting of this.#waiting.splice(0))
          waiting.reject(new BitternError('network', lostSentence));
      } else if (wasOpen) this.#become('lost');
      this.#timer = setTimeout(() => this.#reconnect(), reconnectDelay(this.#failures));
    };
  }

  #retryNow(): void {
    if (this.#timer !== undefined) this.#reconnect();
  }

  #reconnect(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#connect();
  }

  #become(state: ConnectionState): void {
    this.#state = state;
    for (const watcher of this.#watchers) watcher();
  }
}
