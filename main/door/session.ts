import type { z } from 'zod';
import {
  asBitternError,
  BitternError,
  type CallName,
  calls,
  type StreamName,
  streams,
  type ToWindow,
  toProgram,
  wire,
} from '../../preload/contract/index.ts';
import type { EventBus } from '../events.ts';
import type { Handlers, StreamHandlers } from '../handlers.ts';
import type { Log } from '../log.ts';

/** What a door needs of the program. */
export interface Services {
  readonly handlers: Handlers;
  readonly streams: StreamHandlers;
  readonly events: EventBus;
  readonly log: Log;
}

interface Interest {
  abort: AbortController;
  /** Stream items that may still be sent before the window acknowledges. */
  credit: number;
  wake: (() => void) | null;
}

/** Calls that one window may have under way at once; more is a defect or an attack. */
const maximumInterests = 256;

/**
 * One window's conversation with the program: checks every message, runs the handlers, holds streams to the
 * pace of the window, and forwards events. Knows nothing of what carries the messages.
 */
export class Session {
  readonly #services: Services;
  readonly #post: (message: ToWindow) => void;
  readonly #interests = new Map<number, Interest>();
  readonly #stopListening: () => void;
  #closed = false;

  constructor(services: Services, post: (message: ToWindow) => void) {
    this.#services = services;
    this.#post = post;
    this.#stopListening = services.events.listen((name, payload) =>
      this.#send({ kind: 'event', name, payload }),
    );
  }

  /** Takes one message of the window. Throws `bad-input` when it is not of the contract: the door then drops the window. */
  receive(raw: unknown): void {
    const parsed = toProgram.safeParse(raw);
    if (!parsed.success) throw new BitternError('bad-input', 'A message was not understood.');
    const message = parsed.data;
    const known = this.#interests.get(message.id);
    switch (message.kind) {
      case 'acknowledge':
        if (!known) return;
        known.credit = Math.min(known.credit + message.count, wire.window);
        known.wake?.();
        return;
      case 'cancel':
        known?.abort.abort();
        known?.wake?.();
        return;
      case 'call':
      case 'open': {
        if (known || this.#interests.size >= maximumInterests)
          throw new BitternError('bad-input', 'Too many calls at once.');
        const interest: Interest = { abort: new AbortController(), credit: wire.window, wake: null };
        this.#interests.set(message.id, interest);
        const work =
          message.kind === 'call'
            ? this.#call(message.id, message.name, message.input, interest)
            : this.#open(message.id, message.name, message.input, interest);
        void work.finally(() => this.#interests.delete(message.id));
      }
    }
  }

  /** The window is gone: aborts what was done for it alone. Answers that are being written go on. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#stopListening();
    for (const interest of this.#interests.values()) {
      interest.abort.abort();
      interest.wake?.();
    }
  }

  #send(message: ToWindow): void {
    if (!this.#closed) this.#post(message);
  }

  async #call(id: number, name: string, input: unknown, interest: Interest): Promise<void> {
    try {
      if (!Object.hasOwn(calls, name))
        throw new BitternError('bad-input', `There is no call named "${name}".`);
      const shape = calls[name as CallName];
      const handler = this.#services.handlers[name as CallName] as (
        input: unknown,
        context: { signal: AbortSignal },
      ) => unknown;
      const output = await handler(checked(shape.input, input), { signal: interest.abort.signal });
      this.#send({ kind: 'result', id, output });
    } catch (thrown) {
      this.#send({ kind: 'error', id, error: this.#report(name, thrown).toWire() });
    }
  }

  async #open(id: number, name: string, input: unknown, interest: Interest): Promise<void> {
    try {
      if (!Object.hasOwn(streams, name))
        throw new BitternError('bad-input', `There is no stream named "${name}".`);
      const shape = streams[name as StreamName];
      const handler = this.#services.streams[name as StreamName] as (
        input: unknown,
        context: { signal: AbortSignal },
      ) => AsyncIterable<unknown>;
      const { signal } = interest.abort;
      for await (const item of handler(checked(shape.input, input), { signal })) {
        if (signal.aborted) return;
        this.#send({ kind: 'item', id, item });
        interest.credit -= 1;
        if (interest.credit <= 0) {
          await new Promise<void>((resolve) => {
            interest.wake = resolve;
          });
        }
      }
      this.#send({ kind: 'end', id });
    } catch (thrown) {
      this.#send({ kind: 'end', id, error: this.#report(name, thrown).toWire() });
    }
  }

  #report(name: string, thrown: unknown): BitternError {
    const error = asBitternError(thrown);
    if (error.code === 'internal') this.#services.log('error', `${name} failed.`, thrown);
    return error;
  }
}

function checked(schema: z.ZodType, input: unknown): unknown {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  throw new BitternError('bad-input', result.error.issues[0]?.message ?? 'The input was not understood.');
}
