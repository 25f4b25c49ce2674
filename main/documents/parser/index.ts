import { stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { asBitternError, BitternError } from '../../../preload/contract/errors.ts';
import type { Log } from '../../log.ts';
import { Child, type ExitReason, type Fork } from '../../process/index.ts';
import { memoryLastWords } from './confine.ts';
import { type ParsedItem, type ParseRequest, parserInterface } from './interface.ts';
import { Slots } from './slots.ts';
import { Stopwatch, timeLimitMs } from './time-limit.ts';

export type * from './interface.ts';

export interface ParserPoolOptions {
  fork: Fork;
  log: Log;
  /** How many files are read at once; one less than there are processors, at most 4, unless told. */
  size?: number;
  /** Memory that one process may hold in all, in MiB. */
  memoryMebibytes?: number;
  /** Milliseconds a file may take; by default in proportion to its size. */
  limitMs?: (bytes: number) => number;
  /** A folder with language data for text recognition (`eng.traineddata`…), searched before others. */
  ocrFolder?: string;
}

/** Reads files in processes of their own. */
export interface ParserPool extends AsyncDisposable {
  /**
   * The items of one file as `interface.ts` describes them, at the reader's pace. Waits while all processes are busy.
   * Leaving the loop early ends the reading. Throws what the parser throws, `cancelled`, `too-large` when the file takes
   * more memory or time than it may, and `unreadable` when its process dies; the next file is read all the same.
   */
  parse(
    request: ParseRequest,
    options?: { signal?: AbortSignal },
  ): AsyncGenerator<ParsedItem, void, undefined>;
}

/** A place for a process, which is started when it is needed. */
interface Slot {
  child: Child<typeof parserInterface> | null;
  files: number;
  idleTimer: NodeJS.Timeout | null;
}

/** A process is replaced after so many files, or after a long one, so that what libraries fail to free cannot add up. */
const filesAProcess = 400;
const longFileMs = 15_000;
/** Pages whose text has to be recognised announce themselves one by one, and may take this long each. */
const pageGrantMs = 30_000;
const idleMs = 45_000;
const defaultMemoryMebibytes = 1200;

/** Starts the service that reads files. Processes start with the first file, and end when there has been none for a while. */
export function createParserPool(options: ParserPoolOptions): ParserPool {
  const size = options.size ?? Math.max(1, Math.min(4, availableParallelism() - 1));
  const all: Slot[] = Array.from({ length: size }, () => ({ child: null, files: 0, idleTimer: null }));
  const slots = new Slots(all);
  const memoryMebibytes = options.memoryMebibytes ?? defaultMemoryMebibytes;
  let isClosed = false;

  const start = (slot: Slot): Child<typeof parserInterface> => {
    if (slot.idleTimer) clearTimeout(slot.idleTimer);
    slot.idleTimer = null;
    if (slot.child?.isAlive) return slot.child;
    slot.files = 0;
    slot.child = new Child(parserInterface, {
      name: 'parser',
      fork: options.fork,
      log: options.log,
      // Buffers live outside this heap, so it gets less than the whole.
      heapMebibytes: Math.round(memoryMebibytes * 0.75),
      env: {
        BITTERN_PARSER_MEBIBYTES: String(memoryMebibytes),
        ...(options.ocrFolder === undefined ? {} : { BITTERN_OCR_FOLDER: options.ocrFolder }),
      },
    });
    return slot.child;
  };

  const stop = async (slot: Slot): Promise<void> => {
    if (slot.idleTimer) clearTimeout(slot.idleTimer);
    slot.idleTimer = null;
    const { child } = slot;
    slot.child = null;
    await child?.stop();
  };

  const rest = (slot: Slot): void => {
    slot.idleTimer = setTimeout(() => void stop(slot), idleMs);
    slot.idleTimer.unref();
  };

  async function* parse(
    request: ParseRequest,
    { signal }: { signal?: AbortSignal } = {},
  ): AsyncGenerator<ParsedItem, void, undefined> {
    if (isClosed) throw new BitternError('cancelled', 'Bittern is closing.');
    const slot = await slots.take(signal);
    let isReusable = false;
    let isStuck = false;
    try {
      const child = start(slot);
      // A file that cannot be found gets its sentence from the parser.
      const bytes = (await stat(request.path).catch(() => null))?.size ?? 0;
      const stopwatch = new Stopwatch((options.limitMs ?? timeLimitMs)(bytes));
      const items = child.stream('parse', request, signal ? { signal } : {});
      try {
        for (;;) {
          const next = await stopwatch.within(items.next());
          if (next === null) {
            isStuck = true;
            throw tooSlow(bytes);
          }
          if (next.done) break;
          if (next.value.kind === 'progress' && next.value.unit === 'pages') stopwatch.grant(pageGrantMs);
          yield next.value;
        }
        isReusable = stopwatch.spentMs < longFileMs;
      } catch (thrown) {
        const error = asBitternError(thrown);
        if (error.code === 'process-died') throw asSentence(await child.exited);
        // What the parser itself has said leaves it ready for the next file; after a cancellation it may still be at work.
        isReusable = !isStuck && error.code !== 'cancelled';
        throw error;
      }
    } finally {
      slot.files += 1;
      if (!isReusable || slot.files >= filesAProcess || isClosed) await stop(slot);
      else rest(slot);
      slots.give(slot);
    }
  }

  return {
    parse,
    async [Symbol.asyncDispose]() {
      isClosed = true;
      await Promise.all(all.map(stop));
    },
  };
}

function tooSlow(bytes: number): BitternError {
  return new BitternError(
    'too-large',
    bytes > 20e6
      ? 'This file takes too long to read for its size and was given up. Split it into smaller files and add those.'
      : 'This file takes far too long to read for its size and was given up: it may be made to do so. Save it anew in the program it was made with, or as PDF, and add that.',
  );
}

/** Why a process died over a file, as a sentence for the person whose file it is. */
function asSentence(reason: ExitReason): BitternError {
  if (reason.kind === 'memory' || reason.lastWords.includes(memoryLastWords))
    return new BitternError(
      'too-large',
      'This file takes more memory to read than Bittern allows one file: it is very large, or made to unfold into something very large. Split it into smaller files, or save it in another format, and add that.',
    );
  if (reason.kind === 'stopped') return new BitternError('cancelled', 'Stopped.');
  return new BitternError(
    'unreadable',
    `The process that reads files crashed over this one (${reason.signal ?? `code ${reason.code ?? 'unknown'}`}). The file is damaged or unusual; save it anew in the program it was made with and add that.`,
  );
}
