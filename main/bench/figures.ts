import type { Progress } from '../../preload/contract/index.ts';

/** What was measured: Bittern itself, the library's bare loop with Bittern's settings, the same with the library's own, another model. */
export type Subject = 'bittern' | 'bare' | 'defaults' | 'against';

/** A measured figure. `tokens` is the length of the prompt, or how much context was filled. */
export interface Figure {
  type: 'figure';
  subject: Subject;
  what:
    | 'load'
    | 'prefill'
    | 'decode'
    | 'first token, cold'
    | 'first token, warm'
    | 'first token, restarted'
    | 'restarted, until the new tokens'
    | 'first token, restarted and shown'
    | 'evaluated, second question'
    | 'cancel'
    | 'stopped after a cancel'
    | 'event loop p99'
    | 'peak memory'
    | 'planned memory';
  tokens: number | null;
  unit: 'tokens/s' | 'ms' | 'bytes' | 'tokens';
  /** The median of the runs. */
  value: number;
  runs: number[];
}

/** A figure against another, and what is asked of it. */
export interface Ratio {
  type: 'ratio';
  name: string;
  value: number;
  /** Null where nothing is asked. */
  wanted: { atLeast: number } | { atMost: number } | null;
  met: boolean | null;
}

/** What is being done now. */
export interface Step {
  type: 'step';
  text: string;
  progress: Progress | null;
}

export type BenchLine = Figure | Ratio | Step;

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

export function figure(
  subject: Subject,
  what: Figure['what'],
  tokens: number | null,
  unit: Figure['unit'],
  runs: number[],
): Figure {
  return { type: 'figure', subject, what, tokens, unit, value: median(runs), runs };
}

/** Finds a figure among those measured. */
export function measured(
  figures: readonly Figure[],
  subject: Subject,
  what: Figure['what'],
  tokens: number | null,
): number | null {
  const found = figures.find(
    (candidate) => candidate.subject === subject && candidate.what === what && candidate.tokens === tokens,
  );
  return found?.value ?? null;
}
