import type { z } from 'zod';

/**
 * What a child process can be asked, as zod schemas: calls answer once, streams answer many times. Both directions
 * are checked, because a process that reads untrusted files is itself not trusted.
 * Messages are structured clones, so typed arrays and buffers travel as they are.
 */
export interface ProcessInterface {
  readonly calls: Readonly<Record<string, { readonly input: z.ZodType; readonly output: z.ZodType }>>;
  readonly streams: Readonly<Record<string, { readonly input: z.ZodType; readonly item: z.ZodType }>>;
}

export type CallNames<I extends ProcessInterface> = keyof I['calls'] & string;
export type StreamNames<I extends ProcessInterface> = keyof I['streams'] & string;
export type ProcessInput<I extends ProcessInterface, N extends CallNames<I>> = z.output<
  I['calls'][N]['input']
>;
export type ProcessOutput<I extends ProcessInterface, N extends CallNames<I>> = z.output<
  I['calls'][N]['output']
>;
export type ProcessStreamInput<I extends ProcessInterface, N extends StreamNames<I>> = z.output<
  I['streams'][N]['input']
>;
export type ProcessItem<I extends ProcessInterface, N extends StreamNames<I>> = z.output<
  I['streams'][N]['item']
>;

export interface AskOptions {
  /** Aborting ends the request at once for the caller (`cancelled`) and aborts the child's signal. */
  signal?: AbortSignal;
  /** Milliseconds until the request ends with `timeout`. For a stream: the longest silence between items. */
  deadlineMs?: number;
}

/** What the child implements. Throw a `BitternError` for what a person can understand; anything else arrives as `internal`. */
export type ProcessHandlers<I extends ProcessInterface> = {
  calls: {
    [N in CallNames<I>]: (
      input: ProcessInput<I, N>,
      context: { signal: AbortSignal },
    ) => Promise<ProcessOutput<I, N>> | ProcessOutput<I, N>;
  };
  streams: {
    [N in StreamNames<I>]: (
      input: ProcessStreamInput<I, N>,
      context: { signal: AbortSignal },
    ) => AsyncIterable<ProcessItem<I, N>>;
  };
};

/** Why a process ended. */
export interface ExitReason {
  kind: 'stopped' | 'exit' | 'signal' | 'memory';
  code: number | null;
  signal: string | null;
  /** The last lines it wrote to its standard error, at most 16 KiB. */
  lastWords: string;
}

/** The programs that run as processes of their own; see `entries.ts` for where their code is. */
export type ProcessName = 'runtime' | 'parser' | 'converter';

/** A freshly forked process, before any protocol: Electron's `utilityProcess` or Node's `fork` behind one face. */
export interface RawChild {
  readonly pid: number | undefined;
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  onExit(listener: (code: number | null, signal: string | null) => void): void;
  onError(listener: (text: string) => void): void;
  /** Ends it without asking. */
  kill(): void;
}

export interface ForkOptions {
  /** Limit of V8's old space in MiB. */
  heapMebibytes?: number;
  /** Added to the allowlisted environment; nothing else of the parent's environment is passed on. */
  env?: Readonly<Record<string, string>>;
}

/** Starts a process by name. Electron's door and the Node doors each bring one. */
export type Fork = (name: ProcessName, options: ForkOptions) => RawChild;
