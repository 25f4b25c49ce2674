import { asBitternError, BitternError } from '../../preload/contract/index.ts';
import type { ProcessHandlers, ProcessInterface } from './interface.ts';
import { flow, type ToParent, toChild } from './messages.ts';

/** The child's line to its parent, whichever way it was forked. */
interface ParentPort {
  post(message: ToParent): void;
  onMessage(listener: (message: unknown) => void): void;
}

interface ElectronParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
}

function parentPort(): ParentPort {
  const electron = (process as { parentPort?: ElectronParentPort }).parentPort;
  if (electron) {
    return {
      post: (message) => electron.postMessage(message),
      onMessage: (listener) => electron.on('message', (event) => listener(event.data)),
    };
  }
  if (!process.send) throw new Error('This program is started by Bittern, not by hand.');
  // Without its parent a child has nothing to do; staying would leave a process that holds gigabytes, and files that the next
  // start wants. `process.exit` would wait for worker threads and for what native code is in the middle of; children are
  // written to survive a sudden end.
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  return {
    post: (message) => process.send?.(message),
    onMessage: (listener) => process.on('message', listener),
  };
}

/** What one request of the parent has going on in the child. */
interface Request {
  abort: AbortController;
  /** Items that may still be sent before the parent acknowledges. */
  credit: number;
  wake: (() => void) | null;
}

/**
 * Answers the parent's requests for the life of the process. Call it once, first thing, so that no message is missed.
 * Inputs are checked; what handlers throw travels as an error with its code and sentence.
 */
export function serve<I extends ProcessInterface>(schemas: I, handlers: ProcessHandlers<I>): void {
  const port = parentPort();
  const requests = new Map<number, Request>();

  const fail = (id: number, thrown: unknown): void => {
    const error = asBitternError(thrown);
    const details =
      thrown instanceof BitternError
        ? undefined
        : String((thrown as Error)?.stack ?? thrown).slice(0, 16_384);
    port.post({ kind: 'error', id, error: error.toWire(), ...(details === undefined ? {} : { details }) });
  };

  const call = async (id: number, name: string, input: unknown, signal: AbortSignal): Promise<void> => {
    const schema = schemas.calls[name];
    const handler = (
      handlers.calls as Record<string, (input: unknown, context: { signal: AbortSignal }) => unknown>
    )[name];
    if (!schema || !handler) throw new Error(`There is no call ${name}.`);
    const output = await handler(schema.input.parse(input), { signal });
    port.post({ kind: 'result', id, output });
  };

  const stream = async (id: number, name: string, input: unknown, request: Request): Promise<void> => {
    const schema = schemas.streams[name];
    const handler = (
      handlers.streams as Record<
        string,
        (input: unknown, context: { signal: AbortSignal }) => AsyncIterable<unknown>
      >
    )[name];
    if (!schema || !handler) throw new Error(`There is no stream ${name}.`);
    for await (const item of handler(schema.input.parse(input), { signal: request.abort.signal })) {
      if (request.abort.signal.aborted) return;
      port.post({ kind: 'item', id, item });
      request.credit -= 1;
      if (request.credit <= 0) await new Promise<void>((resolve) => (request.wake = resolve));
    }
    port.post({ kind: 'end', id });
  };

  port.onMessage((raw) => {
    const message = toChild.parse(raw);
    if (message.kind === 'acknowledge') {
      const request = requests.get(message.id);
      if (!request) return;
      request.credit += message.count;
      request.wake?.();
      request.wake = null;
      return;
    }
    if (message.kind === 'cancel') {
      const request = requests.get(message.id);
      request?.abort.abort();
      request?.wake?.();
      return;
    }
    const request: Request = { abort: new AbortController(), credit: flow.window, wake: null };
    requests.set(message.id, request);
    const work =
      message.kind === 'call'
        ? call(message.id, message.name, message.input, request.abort.signal)
        : stream(message.id, message.name, message.input, request);
    void work.catch((thrown: unknown) => fail(message.id, thrown)).finally(() => requests.delete(message.id));
  });

  const die = (thrown: unknown): void => {
    process.stderr.write(`${(thrown as Error)?.stack ?? String(thrown)}\n`);
    process.exit(70);
  };
  process.on('uncaughtException', die);
  process.on('unhandledRejection', die);
  port.post({ kind: 'ready' });
}
