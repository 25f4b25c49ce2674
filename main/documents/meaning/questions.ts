import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../../log.ts';
import { vectorProblem } from '../../store/vector-functions.ts';
import type { VectorTable } from '../../store/vectors.ts';
import { earlierSubjects } from '../retrieval/follow-up.ts';
import { contentTerms } from '../retrieval/query.ts';
import type { SearchRequest } from '../retrieval/request.ts';
import type { Meaning } from '../retrieval/retrieval.ts';
import type { QuestionVector } from '../retrieval/vector-index.ts';
import { type Embedder, usedModel } from './embedder.ts';
import { questionText } from './text-form.ts';

const none: Meaning = { vector: null, note: null };
/** Longer than this nobody is kept from the passages that were found by words, in milliseconds. */
const moment = 1500;
/** Questions whose vectors are kept: a question is searched for again while it is typed, asked, and asked why. */
const mostKept = 64;

/** Turns questions into vectors, as far as the model has time for it. */
export class QuestionMeanings {
  readonly #embedder: Embedder;
  readonly #table: VectorTable;
  readonly #log: Log;
  readonly #kept = new Map<string, Promise<QuestionVector>>();

  constructor(embedder: Embedder, table: VectorTable, log: Log) {
    this.#embedder = embedder;
    this.#table = table;
    this.#log = log;
  }

  /** Throws only what the signal says. */
  async of(request: SearchRequest, signal?: AbortSignal): Promise<Meaning> {
    if (request.meaning === 'off' || vectorProblem() !== null) return none;
    const model = usedModel(this.#embedder);
    if (!model) return none;
    const modelId = this.#table.knownModelId(model.key);
    if (modelId === null || this.#table.counts(modelId).embedded === 0) return none;
    const { query, context = [] } = request;
    const earlier = earlierSubjects(query, contentTerms(query).length, context).map(({ text }) => text);
    const vector = this.#vector(model, questionText(query, earlier, model.form));
    const patience = new AbortController();
    try {
      const found = await Promise.race([
        vector,
        ...(request.meaning === 'wait' ? [] : [sleep(moment, null, { signal: patience.signal })]),
        ...(signal ? [aborted(signal, patience.signal)] : []),
      ]);
      return found
        ? { vector: found, note: null }
        : { vector: null, note: 'The model was busy, so passages were found by their words alone.' };
    } catch (error) {
      signal?.throwIfAborted();
      this.#log('warn', 'A question could not be embedded.', error);
      return {
        vector: null,
        note: `${model.name} could not be used, so passages were found by their words alone.`,
      };
    } finally {
      patience.abort();
    }
  }

  /** Goes on when nobody waits any more: the next search for the same question then has it. */
  #vector({ id, key }: { id: string; key: string }, text: string): Promise<QuestionVector> {
    const name = `${key}\n${text}`;
    const kept = this.#kept.get(name);
    this.#kept.delete(name);
    const vector = kept ?? this.#embed(id, key, text);
    this.#kept.set(name, vector);
    vector.catch(() => this.#kept.delete(name));
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= mostKept) break;
      this.#kept.delete(oldest);
    }
    return vector;
  }

  async #embed(modelId: string, key: string, text: string): Promise<QuestionVector> {
    const [values] = await this.#embedder.embed(modelId, [text], { urgent: true });
    return { key, values: values! };
  }
}

function aborted(signal: AbortSignal, settled: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    else signal.addEventListener('abort', () => reject(signal.reason), { once: true, signal: settled });
  });
}
