import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { BitternError, type Progress, type Settings } from '../../preload/contract/index.ts';
import type { Log } from '../log.ts';
import { makeRandomModel } from '../models/convert/index.ts';
import type { Fork } from '../process/index.ts';
import type { BenchLine, Figure } from './figures.ts';
import { measureAgainst, measureDefaults } from './others.ts';
import { measureBittern } from './phases.ts';
import { ratios } from './ratios.ts';

export type { BenchLine, Figure } from './figures.ts';
export {
  measureRetrieval,
  type RetrievalBenchOptions,
  type RetrievalFigure,
  retrievalTable,
} from './retrieval/index.ts';
export { type LatencyFigure, latencyTable, measureLatency } from './retrieval/latency.ts';
export { asTable } from './table.ts';

export interface BenchOptions {
  fork: Fork;
  log: Log;
  /** The person's settings: backend and threads are theirs. */
  settings: Settings;
  /** A folder for random models, evaluated prompts and the like; made if it is not there. Models stay for the next run. */
  scratch: string;
  /** A GGUF; without one a random model of BTLM's shape is made. */
  model?: string;
  /** Another GGUF to compare with; without one a random model of Llama 7B's shape in Q4_K_M; null: none. */
  against?: string | null;
  /** Largest context to measure with; 8,192 by default. */
  contextTokens?: number;
  /** Length of the prompt whose evaluation is measured beside 512; 4,096 by default. */
  promptTokens?: number;
  /** Tokens to generate for a figure; 64 by default. */
  generateTokens?: number;
  /** How often each figure is taken; 3 by default. */
  runs?: number;
  signal?: AbortSignal;
}

/** What every phase of a measurement works with. */
export interface Bench {
  fork: Fork;
  log: Log;
  settings: Settings;
  scratch: string;
  contextTokens: number;
  promptTokens: number;
  generateTokens: number;
  runs: number;
  signal: AbortSignal;
  step(text: string, progress?: Progress | null): void;
  found(...figures: Figure[]): void;
}

/**
 * Measures how fast Bittern runs a model here and what memory it takes, against the library's bare loop with the same settings,
 * the library's own settings, and another model, all in one run. Tells each figure as it is found, ratios last. Takes some
 * ten minutes on two cores.
 */
export async function runBench(options: BenchOptions, onLine: (line: BenchLine) => void): Promise<Figure[]> {
  const signal = options.signal ?? new AbortController().signal;
  const figures: Figure[] = [];
  const bench: Bench = {
    fork: options.fork,
    log: options.log,
    settings: options.settings,
    scratch: options.scratch,
    contextTokens: options.contextTokens ?? 8192,
    promptTokens: options.promptTokens ?? 4096,
    generateTokens: options.generateTokens ?? 64,
    runs: options.runs ?? 3,
    signal,
    step: (text, progress = null) => onLine({ type: 'step', text, progress }),
    found: (...found) => {
      figures.push(...found);
      for (const line of found) onLine(line);
    },
  };
  mkdirSync(bench.scratch, { recursive: true });
  const snapshots = join(bench.scratch, 'evaluated');
  try {
    const model = options.model ?? (await randomModel(bench, 'btlm'));
    const against = options.against === undefined ? await randomModel(bench, 'llama-7b') : options.against;
    rmSync(snapshots, { recursive: true, force: true });
    await measureBittern(bench, existing(model), snapshots);
    await measureDefaults(bench, existing(model));
    if (against !== null) await measureAgainst(bench, existing(against), join(bench.scratch, 'evaluated'));
  } catch (error) {
    if (signal.aborted) throw new BitternError('cancelled', 'Stopped.', { cause: error });
    throw error;
  } finally {
    rmSync(snapshots, { recursive: true, force: true });
  }
  for (const ratio of ratios(figures)) onLine(ratio);
  return figures;
}

async function randomModel(bench: Bench, shape: 'btlm' | 'llama-7b'): Promise<string> {
  const output = join(bench.scratch, `random-${shape}.gguf`);
  if (readdirSync(bench.scratch).includes(`random-${shape}.gguf`)) return output;
  const title = shape === 'btlm' ? 'BTLM' : 'Llama 7B';
  await makeRandomModel(
    { output, shape },
    {
      fork: bench.fork,
      log: bench.log,
      signal: bench.signal,
      onProgress: (progress) => bench.step(`Writing random weights in the shape of ${title}`, progress),
    },
  );
  return output;
}

function existing(path: string): { path: string; bytes: number } {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found?.isFile()) throw new BitternError('not-found', `There is no model file at ${path}.`);
  return { path, bytes: found.size };
}
