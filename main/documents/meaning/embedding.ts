import { setImmediate as nextTurn } from 'node:timers/promises';
import { z } from 'zod';
import { BitternError, type Job, type SearchState } from '../../../preload/contract/index.ts';
import type { EventBus } from '../../events.ts';
import { type JobBoard, type JobContext, JobPaused } from '../../jobs/index.ts';
import type { Log } from '../../log.ts';
import { vectorProblem } from '../../store/vector-functions.ts';
import { packVector, type VectorTable } from '../../store/vectors.ts';
import type { IndexerClient } from '../indexing/client.ts';
import { type Embedder, usedModel } from './embedder.ts';
import { passageText } from './text-form.ts';

const payload = z.object({ modelId: z.string() });
type Payload = z.infer<typeof payload>;

/** Chunks that are embedded at once: few, because a question waits for the rest of them. */
const batch = 4;
/** After a change it is looked at once what is to be done, in milliseconds. */
const settleMs = 300;
/** Vectors that nobody needs any more are deleted so many at a time. */
const garbage = 100;
/** Documents that are looked at before others get their turn. */
const readingsATurn = 50;

export interface EmbeddingOptions {
  embedder: Embedder;
  board: JobBoard;
  table: VectorTable;
  indexer: Pick<IndexerClient, 'putVectors'>;
  events: EventBus;
  log: Log;
  /** The documents that are being read: they go first. */
  imports: { readonly isIdle: boolean; idle(): Promise<void> };
}

/**
 * Gives every chunk a vector of the installed embedding model, as a job that goes on after a restart: what has one is in the
 * database, so nothing is done twice. Once started it begins by itself when a model or a document has come, and it lets imports
 * and answers go first. Once cancelled it begins again only when it is asked to, or for another model.
 */
export class Embedding {
  readonly #options: EmbeddingOptions;
  readonly #stopListening: () => void;
  #timer: NodeJS.Timeout | null = null;
  #told = '';
  #isStarted = false;
  #isClosed = false;

  constructor(options: EmbeddingOptions) {
    this.#options = options;
    options.board.register<Payload>('embedding', { payload }, (_, context) => this.#run(context));
    this.#stopListening = options.events.listen((name, told) => {
      const isNews =
        name === 'model.changed' ||
        name === 'document.removed' ||
        (name === 'document.changed' && (told as { status: string }).status === 'ready') ||
        (name === 'job.changed' && (told as Job).kind === 'embedding' && (told as Job).state !== 'running');
      if (isNews) this.#wake();
    });
  }

  /** What can be found by meaning now. */
  state(): SearchState {
    const { embedder, table } = this.#options;
    const model = usedModel(embedder);
    return {
      modelId: model?.id ?? null,
      modelName: model?.name ?? null,
      problem: vectorProblem(),
      ...table.counts(model && table.knownModelId(model.key)),
      jobId: this.#unfinished()?.id ?? null,
    };
  }

  /** From now on it begins by itself. Short commands do not call it, and so do not load a model unasked. */
  start(): void {
    this.#isStarted = true;
    this.#wake();
  }

  /** Begins although the person had cancelled it. Throws `no-model`. */
  async goOn(): Promise<void> {
    if (!usedModel(this.#options.embedder))
      throw new BitternError('no-model', 'The model that finds passages by meaning is not installed.');
    await this.#begin(true);
  }

  close(): void {
    this.#isClosed = true;
    if (this.#timer) clearTimeout(this.#timer);
    this.#stopListening();
  }

  /** Looks, a moment later, whether there is something to do, and tells the windows what has changed. */
  #wake(): void {
    if (!this.#isStarted || this.#isClosed || this.#timer) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#begin(false).catch((error: unknown) => {
        if (!this.#isClosed)
          this.#options.log('error', 'Search by meaning could not be brought up to date.', error);
      });
    }, settleMs).unref();
  }

  async #begin(isAsked: boolean): Promise<void> {
    const { embedder, board, table } = this.#options;
    const model = usedModel(embedder);
    const unfinished = this.#unfinished();
    // A running one sees by itself that its model is gone.
    if (unfinished && unfinished.subject !== model?.id && unfinished.state !== 'running')
      await board.cancel(unfinished.id);
    if (!embedder.isInstalled()) await this.#forget();
    if (!this.#isClosed && model && vectorProblem() === null && !this.#unfinished()) {
      const { chunks, embedded } = table.counts(table.knownModelId(model.key));
      const last = board.list().findLast(({ kind, subject }) => kind === 'embedding' && subject === model.id);
      if (embedded < chunks && (isAsked || last?.state !== 'cancelled'))
        board.create('embedding', {
          title: 'Preparing documents for search by meaning',
          payload: { modelId: model.id } satisfies Payload,
          subject: model.id,
        });
    }
    this.#tell();
  }

  async #run({ payload: { modelId }, signal, report }: JobContext<Payload>): Promise<void> {
    const { embedder, table, indexer, imports } = this.#options;
    const model = usedModel(embedder);
    if (model?.id !== modelId) return;
    const problem = vectorProblem();
    if (problem !== null) throw new JobPaused(problem);
    const row = table.modelId(model.key);
    for await (const chunkIds of this.#missing(row, signal)) {
      if (!imports.isIdle) report(null, 'Waiting for documents to be read');
      await Promise.race([imports.idle(), stopped(signal)]);
      signal.throwIfAborted();
      if (usedModel(embedder)?.key !== model.key) return;
      const chunks = table.texts(chunkIds);
      const texts = chunks.map((chunk) => passageText(chunk, model.form));
      const vectors = await embedder.embed(model.id, texts, { signal });
      signal.throwIfAborted();
      await indexer.putVectors(
        row,
        chunks.map(({ id }, index) => ({ chunkId: id, vector: packVector(vectors[index]!) })),
      );
      const { chunks: total, embedded: done } = table.counts(row);
      report({ done, total, unit: 'chunks' }, 'Reading passages for their meaning');
    }
  }

  /** Chunks without a vector, some at a time, those of the newest documents first, until there are none, those that come meanwhile included. */
  async *#missing(row: number, signal: AbortSignal): AsyncGenerator<number[], void, undefined> {
    const { table } = this.#options;
    for (let found = true; found; ) {
      found = false;
      for (const [index, readingId] of table.readings().entries()) {
        if (index % readingsATurn === 0) await nextTurn();
        signal.throwIfAborted();
        if (!table.isMissing(readingId, row)) continue;
        const ids = table.missing(readingId, row);
        found ||= ids.length > 0;
        for (let at = 0; at < ids.length; at += batch) yield ids.slice(at, at + batch);
      }
    }
  }

  /** Nobody can search by vectors without a model. */
  async #forget(): Promise<void> {
    const { table, embedder } = this.#options;
    while (!this.#isClosed && !embedder.isInstalled() && table.deleteSome(garbage) > 0) await nextTurn();
  }

  #unfinished(): Job | undefined {
    return this.#options.board
      .list()
      .find(({ kind, state }) => kind === 'embedding' && state !== 'done' && state !== 'cancelled');
  }

  #tell(): void {
    if (this.#isClosed) return;
    const state = this.state();
    const told = JSON.stringify(state);
    if (told === this.#told) return;
    this.#told = told;
    this.#options.events.emit('search.changed', state);
  }
}

function stopped(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
