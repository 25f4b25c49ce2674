import { BitternError, type Progress } from '../../preload/contract/index.ts';
import type { LoadItem, LoadRequest } from './interface.ts';
import { withinPatience } from './silence.ts';
import type { Life } from './supervisor.ts';

type Loaded = Extract<LoadItem, { type: 'loaded' }>;

/** Has a process load a model, tells how far that is, and returns what the process says of it at the end. */
export async function loadInto(
  { child }: Life,
  request: LoadRequest,
  watching: {
    /** The size of the model's file. */
    bytes: number;
    /** Milliseconds of silence after which `onSilence` gives the error to end with. */
    patienceMs: number;
    onSilence(): Promise<Error>;
    onProgress(progress: Progress): void;
    signal: AbortSignal | undefined;
  },
): Promise<Loaded> {
  const { bytes, patienceMs, onSilence, onProgress, signal } = watching;
  const items = child.stream('load', request, signal ? { signal } : {});
  const began = Date.now();
  for await (const item of withinPatience(items, patienceMs, onSilence)) {
    if (item.type === 'loaded') return item;
    onProgress(progressOf(item.fraction, bytes, Date.now() - began));
  }
  throw new BitternError('internal', 'The model was not loaded.');
}

function progressOf(fraction: number, bytes: number, ms: number): Progress {
  const rate = ms > 0 ? (fraction * bytes) / (ms / 1000) : null;
  return {
    done: Math.round(fraction * bytes),
    total: bytes,
    unit: 'bytes',
    rate,
    secondsLeft: rate ? ((1 - fraction) * bytes) / rate : null,
  };
}
