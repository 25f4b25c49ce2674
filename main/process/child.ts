import { BitternError } from '../../preload/contract/index.ts';
import type { Log } from '../log.ts';
import { describeExit, exitReason } from './exit.ts';
import type {
  AskOptions,
  CallNames,
  ExitReason,
  Fork,
  ForkOptions,
  ProcessInput,
  ProcessInterface,
  ProcessItem,
  ProcessName,
  ProcessOutput,
  ProcessStreamInput,
  RawChild,
  StreamNames,
} from './interface.ts';
import { ItemQueue } from './item-queue.ts';
import { type ToChild, toParent } from './messages.ts';

export interface ChildOptions extends ForkOptions {
  name: ProcessName;
  fork: Fork;
  log: Log;
  /** Milliseconds the process may take until it is ready. */
  startMs?: number;
}

/** What waits for the child: exactly one of the two ends is called, once. */
interface Pending {
  name: string;
  result(output: unknown): void;
  item(item: unknown): void;
  end(error: BitternError | null): void;
}

const lastWordsLimit = 16 * 1024;

/**
 * One life of a child process. Requests are typed by the schemas of its interface and checked on the way back.
 * When the process dies, everything pending ends with `process-died` and `exited` tells why; a new `Child` starts anew.
 */
export class Child<I extends ProcessInterface> implements AsyncDisposable {
  readonly #schemas: I;
  readonly #options: ChildOptions;
  readonly #raw: RawChild;
  readonly #pending = new Map<number, Pending>();
  #nextId = 1;
  #stopping = false;
  #exit: ExitReason | null = null;
  #lastWords = '';
  /** Resolves when the process has said it is ready; rejects with `process-died` or `timeout`. */
  readonly ready: Promise<void>;
  /** Resolves, never rejects, when the process is gone. */
  readonly exited: Promise<ExitReason>;

  constructor(schemas: I, options: ChildOptions) {
    this.#schemas = schemas;
    this.#options = options;
    this.#raw = options.fork(options.name, {
      ...(options.heapMebibytes === undefined ? {} : { heapMebibytes: options.heapMebibytes }),
      ...(options.env === undefined ? {} : { env: options.env }),
    });
    const ready = Promise.withResolvers<void>();
    const exited = Promise.withResolvers<ExitReason>();
    this.ready = ready.promise;
    this.exited = exited.promise;
    ready.promise.catch(() => {});
    const startTimer = setTimeout(() => {
      ready.reject(new BitternError('timeout', `The ${options.name} process did not start in time.`));
      this.#raw.kill();
    }, options.startMs ?? 60_000);

    this.#raw.onError((text) => {
      this.#lastWords = (this.#lastWords + text).slice(-lastWordsLimit);
    });
    this.#raw.onMessage((message) => {
      if ((message as { kind?: unknown } | null)?.kind === 'ready') {
        clearTimeout(startTimer);
        ready.resolve();
      } else this.#receive(message);
    });
    this.#raw.onExit((code, signal) => {
      clearTimeout(startTimer);
      const reason = exitReason(code, signal, this.#lastWords, this.#stopping);
      this.#exit = reason;
      const error = new BitternError(
        this.#stopping ? 'cancelled' : 'process-died',
        describeExit(options.name, reason),
      );
      if (reason.kind !== 'stopped') options.log('warn', `${error.message} ${reason.lastWords}`);
      ready.reject(error);
      const pending = [...this.#pending.values()];
      this.#pending.clear();
      for (const request of pending) request.end(error);
      exited.resolve(reason);
    });
  }

  get pid(): number | undefined {
    return this.#raw.pid;
  }

  get isAlive(): boolean {
    return this.#exit === null && !this.#stopping;
  }

  /** How many requests have not ended yet. */
  get pendingCount(): number {
    return this.#pending.size;
  }

  /** Asks once. Rejects with a `BitternError`: what the child threw, `cancelled`, `timeout` or `process-died`. */
  async call<N extends CallNames<I>>(
    name: N,
    input: ProcessInput<I, N>,
    options: AskOptions = {},
  ): Promise<ProcessOutput<I, N>> {
    await this.ready;
    options.signal?.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<ProcessOutput<I, N>>();
    const id = this.#nextId++;
    const stopWatching = this.#watch(id, options);
    this.#pending.set(id, {
      name,
      result: (output) => {
        const checked = this.#schemas.calls[name]!.output.safeParse(output);
        if (checked.success) resolve(checked.data as ProcessOutput<I, N>);
        else reject(this.#nonsense(name));
      },
      item: () => {},
      end: (error) => reject(error ?? this.#nonsense(name)),
    });
    this.#send({ kind: 'call', id, name, input });
    return await promise.finally(stopWatching);
  }

  /**
   * Asks for a stream. Leaving the loop early cancels it in the child. The child stays at most `flow.window` items ahead
   * of the reader. Throws as `call` does.
   */
  async *stream<N extends StreamNames<I>>(
    name: N,
    input: ProcessStreamInput<I, N>,
    options: AskOptions = {},
  ): AsyncGenerator<ProcessItem<I, N>, void, undefined> {
    await this.ready;
    options.signal?.throwIfAborted();
    const id = this.#nextId++;
    const schema = this.#schemas.streams[name]!.item;
    const queue = new ItemQueue((count) => this.#send({ kind: 'acknowledge', id, count }));
    let restartDeadline = (): void => {};
    const stopWatching = this.#watch(id, options, (restart) => {
      restartDeadline = restart;
    });
    this.#pending.set(id, {
      name,
      result: () => queue.end(this.#nonsense(name)),
      item: (item) => {
        restartDeadline();
        queue.push(item);
      },
      end: (error) => queue.end(error),
    });
    this.#send({ kind: 'open', id, name, input });
    try {
      for await (const item of queue) {
        const checked = schema.safeParse(item);
        if (!checked.success) throw this.#nonsense(name);
        yield checked.data as ProcessItem<I, N>;
      }
    } finally {
      stopWatching();
      if (this.#pending.delete(id)) this.#send({ kind: 'cancel', id });
    }
  }

  /** Ends the process: at once, since every child is written to survive that. Resolves when it is gone. */
  async stop(): Promise<ExitReason> {
    this.#stopping = true;
    if (!this.#exit) this.#raw.kill();
    return await this.exited;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  #send(message: ToChild): void {
    if (this.isAlive) this.#raw.post(message);
  }

  #receive(raw: unknown): void {
    const parsed = toParent.safeParse(raw);
    if (!parsed.success) {
      this.#options.log('error', `The ${this.#options.name} process sent a message that is not understood.`);
      return;
    }
    const message = parsed.data;
    if (message.kind === 'ready') return;
    const request = this.#pending.get(message.id);
    if (!request) return;
    if (message.kind === 'item') return void request.item(message.item);
    this.#pending.delete(message.id);
    if (message.kind === 'result') return void request.result(message.output);
    if (message.kind === 'end') return void request.end(null);
    if (message.details)
      this.#options.log('error', `${this.#options.name}: ${request.name}: ${message.details}`);
    request.end(BitternError.fromWire(message.error));
  }

  /** Ends the request when its signal aborts or its deadline passes; returns what stops the watching. */
  #watch(id: number, options: AskOptions, offerRestart?: (restart: () => void) => void): () => void {
    const give = (error: BitternError): void => {
      const request = this.#pending.get(id);
      if (!request) return;
      this.#pending.delete(id);
      this.#send({ kind: 'cancel', id });
      request.end(error);
    };
    const onAbort = (): void => give(new BitternError('cancelled', 'Stopped.'));
    options.signal?.addEventListener('abort', onAbort, { once: true });
    let timer: NodeJS.Timeout | undefined;
    const restart = (): void => {
      clearTimeout(timer);
      if (options.deadlineMs === undefined) return;
      timer = setTimeout(
        () => give(new BitternError('timeout', `The ${this.#options.name} process did not answer in time.`)),
        options.deadlineMs,
      );
    };
    restart();
    offerRestart?.(restart);
    return () => {
      clearTimeout(timer);
      options.signal?.removeEventListener('abort', onAbort);
    };
  }

  #nonsense(name: string): BitternError {
    return new BitternError(
      'internal',
      `The ${this.#options.name} process gave an answer to ${name} that is not understood.`,
    );
  }
}
