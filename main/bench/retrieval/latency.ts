import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BitternError, type Progress } from '../../../preload/contract/index.ts';
import { type Documents, SearcherClient } from '../../documents/index.ts';
import type { Log } from '../../log.ts';
import { openConnection } from '../../store/connection.ts';
import { vectorProblem } from '../../store/vector-functions.ts';
import { packVector, vectorTable } from '../../store/vectors.ts';
import { madeDocuments, randomNumbers } from './made-documents.ts';
import { readQuestionSet } from './question-set.ts';

/** How long searches of a library of some size take. */
export interface LatencyFigure {
  type: 'latency';
  set: string;
  chunks: number;
  method: 'words' | 'words and meaning';
  /** Questions that were timed. */
  questions: number;
  /** Milliseconds of a search, there and back: the median, what 95 of 100 do not exceed, and the longest. */
  medianMs: number;
  p95Ms: number;
  longestMs: number;
}

export interface LatencyBenchOptions {
  /** Documents and questions, as docs/retrieval.md describes. */
  file: string;
  /** How many chunks the library is to have. */
  chunks: number;
  /** An empty library, and what empties it is the caller's. */
  documents: Documents;
  /** The library's database. */
  database: string;
  log: Log;
  /** A folder for the documents' files. */
  scratch: string;
  signal: AbortSignal;
  onStep(text: string, progress: Progress | null): void;
}

/** As many numbers as the vectors of the usual embedding models have. */
const dimensions = 384;
/** Enough for a 95th percentile that one slow search does not move. */
const mostQuestions = 400;
/** Searches before those that are timed: a program that has just started is slower. */
const warmUp = 20;
const filesAtOnce = 20;

/**
 * Fills a library with documents made of the set's sentences and times the set's questions in it, by words, and by words and
 * meaning. Its vectors are random: they take as long to compare as a model's, which would take hours to compute.
 */
export async function* measureLatency(options: LatencyBenchOptions): AsyncGenerator<LatencyFigure> {
  const { file, database, log, signal, onStep } = options;
  const set = readQuestionSet(file);
  const chunks = await fill(
    set.documents.map(({ text }) => text),
    options,
  );
  const step = Math.max(1, Math.floor(set.questions.length / mostQuestions));
  const questions = set.questions
    .filter((_, index) => index % step === 0)
    .slice(0, mostQuestions)
    .map(({ question }) => question);
  const methods: LatencyFigure['method'][] = ['words'];
  if (vectorProblem() === null) methods.push('words and meaning');
  const client = new SearcherClient(database, log);
  try {
    for (const method of methods) {
      const hasVectors = method === 'words and meaning';
      if (hasVectors) {
        onStep('Making vectors', null);
        makeVectors(database);
      }
      onStep(`${set.name}: searching ${chunks.toLocaleString('en-US')} chunks by ${method}`, null);
      const random = randomNumbers(2);
      const times: number[] = [];
      for (const query of [...questions.slice(0, warmUp), ...questions]) {
        const vector = { key: madeModel, values: randomVector(random) };
        const began = performance.now();
        await client.search({ query, ...(hasVectors && { vector }) }, signal);
        times.push(performance.now() - began);
      }
      const sorted = times.slice(-questions.length).sort((a, b) => a - b);
      const at = (share: number): number =>
        sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;
      yield {
        type: 'latency',
        set: set.name,
        chunks,
        method,
        questions: sorted.length,
        medianMs: at(0.5),
        p95Ms: at(0.95),
        longestMs: at(1),
      };
    }
  } finally {
    await client.close();
  }
}

/** Imports made documents until there are enough chunks; returns how many there are. */
async function fill(
  texts: readonly string[],
  { chunks: wanted, documents, scratch, signal, onStep }: LatencyBenchOptions,
): Promise<number> {
  const made = madeDocuments(texts);
  mkdirSync(scratch, { recursive: true });
  let chunks = 0;
  for (let number = 0; chunks < wanted; ) {
    const paths: string[] = [];
    while (paths.length < filesAtOnce) {
      const { value: text } = made.next();
      if (text === undefined) throw new BitternError('bad-input', 'The set’s documents have no sentences.');
      const path = join(scratch, `${String(number++).padStart(5, '0')}.txt`);
      writeFileSync(path, text);
      paths.push(path);
    }
    const sources = paths.map((path) => ({ kind: 'path' as const, path }));
    for await (const { document } of documents.importAll(sources, { signal }))
      if (document) chunks += document.chunks;
    for (const path of paths) rmSync(path);
    onStep('Importing made documents', {
      done: Math.min(chunks, wanted),
      total: wanted,
      unit: 'chunks',
      rate: null,
      secondsLeft: null,
    });
  }
  return chunks;
}

const madeModel = 'random numbers';

function makeVectors(database: string): void {
  const db = openConnection(database);
  try {
    const table = vectorTable(db);
    const random = randomNumbers(3);
    db.transaction(() => {
      const model = table.modelId(madeModel);
      for (const reading of table.readings())
        for (const id of table.missing(reading, model))
          table.put(id, model, packVector(randomVector(random)));
    })();
  } finally {
    db.close();
  }
}

function randomVector(random: () => number): Float32Array {
  return Float32Array.from({ length: dimensions }, () => random() - 0.5);
}

/** Figures as Markdown, a line for each set and method. */
export function latencyTable(figures: readonly LatencyFigure[]): string {
  const rows = figures.map(
    ({ set, chunks, method, questions, medianMs, p95Ms, longestMs }) =>
      `| ${[set, chunks, method, questions, ...[medianMs, p95Ms, longestMs].map((ms) => ms.toFixed(1))].join(' | ')} |`,
  );
  return [
    '| set | chunks | by | questions | median ms | p95 ms | longest ms |',
    '|---|---:|---|---:|---:|---:|---:|',
    ...rows,
  ].join('\n');
}
