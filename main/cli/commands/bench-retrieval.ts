import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { BitternError, type Job } from '../../../preload/contract/index.ts';
import type { App } from '../../app.ts';
import {
  type LatencyFigure,
  latencyTable,
  measureLatency,
  measureRetrieval,
  type RetrievalBenchOptions,
  type RetrievalFigure,
  retrievalTable,
} from '../../bench/index.ts';
import { dataDirectory } from '../../environment.ts';
import { call } from '../call.ts';
import { type Context, type GlobalOptions, withApp } from '../context.ts';

/** What every measurement on a question set gets. */
type OnSet = Pick<RetrievalBenchOptions, 'file' | 'documents' | 'scratch' | 'signal' | 'onStep'>;

/** Measures how many answers are found for the questions of each set. */
export async function measureFinding(
  files: readonly string[],
  options: GlobalOptions,
  context: Context,
): Promise<void> {
  const model = await withApp(context, options, async (app) => app.models.embeddingModel());
  const figures = await inOwnLibraries<RetrievalFigure>(files, options, context, async function* (app, set) {
    if (model) await app.models.addFile(model.path);
    yield* measureRetrieval({ ...set, byMeaning: model !== null, prepared: () => prepared(app, context) });
  });
  if (!options.json) await context.output.line(retrievalTable(figures));
}

/** Times searches of a large library made of each set's sentences. */
export async function measureTimes(
  files: readonly string[],
  chunks: number,
  options: GlobalOptions,
  context: Context,
): Promise<void> {
  const figures = await inOwnLibraries<LatencyFigure>(files, options, context, (app, set) =>
    measureLatency({ ...set, chunks, database: app.store.file, log: app.log }),
  );
  if (!options.json) await context.output.line(latencyTable(figures));
}

/** Measures on each set in a library of its own, so that the person's documents do not take part. Prints JSON as figures come. */
async function inOwnLibraries<Figure>(
  files: readonly string[],
  options: GlobalOptions,
  context: Context,
  measure: (app: App, set: OnSet) => AsyncGenerator<Figure>,
): Promise<Figure[]> {
  const { output, signal } = context;
  const scratch = join(dataDirectory(options.data, context.env), 'bench', 'retrieval');
  const figures: Figure[] = [];
  for (const file of files) {
    rmSync(scratch, { recursive: true, force: true });
    try {
      await withApp(context, { data: join(scratch, 'library') }, async (app) => {
        const set: OnSet = {
          file: resolve(file),
          documents: app.documents,
          scratch,
          signal,
          onStep: (text, progress) => output.status(text, progress),
        };
        for await (const figure of measure(app, set)) {
          figures.push(figure);
          if (options.json) await output.json(figure);
        }
      });
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
  }
  return figures;
}

/** Waits until every passage can be found by meaning. */
async function prepared(app: App, { output, signal }: Context): Promise<void> {
  for (;;) {
    const { chunks, embedded, problem } = await call(app, 'search.state', {}, signal);
    if (problem !== null) throw new BitternError('refused', problem);
    if (embedded >= chunks) return;
    await call(app, 'search.prepare', {}, signal);
    const job = app.jobs.board.list().findLast(({ kind }) => kind === 'embedding');
    if (!job) continue;
    const stopListening = app.events.listen((name, payload) => {
      const told = payload as Job;
      if (name === 'job.changed' && told.id === job.id) output.status(told.step, told.progress);
    });
    const { state, error } = await app.jobs.board.whenSettled(job.id).finally(stopListening);
    if (state !== 'done') throw new BitternError('refused', error ?? 'Preparing the passages was stopped.');
  }
}
