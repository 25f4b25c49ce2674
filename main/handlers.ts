import type {
  CallArguments,
  CallName,
  CallOutput,
  StreamInput,
  StreamItem,
  StreamName,
} from '../preload/contract/index.ts';

/** What a handler may know of the caller: a signal that aborts when the window lost interest or is gone. */
export interface HandlerContext {
  signal: AbortSignal;
}

/** Every call of the contract with what answers it. Each service contributes the part named after it. */
export type Handlers = {
  [N in CallName]: (
    input: CallArguments<N>,
    context: HandlerContext,
  ) => Promise<CallOutput<N>> | CallOutput<N>;
};

export type StreamHandlers = {
  [N in StreamName]: (input: StreamInput<N>, context: HandlerContext) => AsyncIterable<StreamItem<N>>;
};

/** The part of the handlers whose names start with `Prefix.`, as a service provides it. */
export type HandlersOf<Prefix extends string> = Pick<Handlers, Extract<CallName, `${Prefix}.${string}`>>;
