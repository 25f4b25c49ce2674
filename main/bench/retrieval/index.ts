import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BitternError, type Progress } from '../../../preload/contract/index.ts';
import type { Documents } from '../../documents/index.ts';
import { openConnection } from '../../store/connection.ts';
import { placesIn } from './places.ts';
import { type FoundPassage, PlainSearch } from './plain-search.ts';
import { type AnsweredQuestion, type QuestionSet, readQuestionSet } from './question-set.ts';
import { cuts, type Recall, RecallCounter } from './recall.ts';

/** What finds passages: SQLite's full-text index alone, or Bittern, by words or by meaning too. */
export type Method = 'plain FTS5' | 'words' | 'words and meaning';

/** How well a method finds what answers the questions of a set. */
export interface RetrievalFigure extends Recall {
  type: 'recall';
  set: string;
  /** In the document that the question is about, or in all documents of the set. */
  where: 'document' | 'library';
  /** Questions on the 2nd, 4th… document, on which no constant was chosen, or on all. */
  half: 'second' | 'both';
  method: Method;
  /** Milliseconds of a search: the median, and what 95 of 100 do not exceed. */
  medianMs: number;
  p95Ms: number;
}

export interface RetrievalBenchOptions {
  /** Documents and questions, as docs/retrieval.md describes. */
  file: string;
  /** An empty library, and what empties it is the caller's. */
  documents: Documents;
  /** A folder for the documents' files. */
  scratch: string;
  /** Search by meaning, too. */
  byMeaning: boolean;
  signal: AbortSignal;
  onStep(text: string, progress: Progress | null): void;
  /** Resolves when every passage can be found by meaning. */
  prepared(): Promise<void>;
}

/** As much is searched for as the largest cut takes. */
const budget = cuts.tokens.at(-1)!;

/** Imports the documents of a question set and asks its questions, of each document and of all together. Yields figures as they are found. */
export async function* measureRetrieval(options: RetrievalBenchOptions): AsyncGenerator<RetrievalFigure> {
  const set = readQuestionSet(options.file);
  const imported = await importAll(set, options);
  const ids = imported.map(({ id }) => id);
  const positions = new Map(ids.map((id, index) => [id, index]));
  /** The questions with their answers' places in the texts as Bittern stores them. */
  const placed = set.questions.map((asked) => {
    const { placeOf } = imported[asked.document]!;
    const spans = asked.spans.map(({ start, end }) => ({ start: placeOf(start + 1) - 1, end: placeOf(end) }));
    return { ...asked, spans };
  });
  const database = join(options.scratch, 'plain.db');
  rmSync(database, { force: true });
  const db = openConnection(database);
  try {
    options.onStep('Making the plain index', null);
    const plain = new PlainSearch(db, set.documents);
    const bittern =
      (meaning: 'off' | 'wait') =>
      async (question: string, document: number | null): Promise<FoundPassage[]> => {
        const documentIds = document === null ? {} : { documentIds: [ids[document]!] };
        const request = { query: question, ...documentIds, budget, fill: true, meaning };
        const { passages } = await options.documents.retrieval.search(request, options.signal);
        return passages.map((passage) => ({ ...passage, document: positions.get(passage.documentId) ?? -1 }));
      };
    const methods: Measured[] = [
      {
        method: 'plain FTS5',
        questions: set.questions,
        search: async (question, document) => plain.search(question, document),
      },
      { method: 'words', questions: placed, search: bittern('off') },
    ];
    if (options.byMeaning) {
      options.onStep('Preparing passages for search by meaning', null);
      await options.prepared();
      methods.push({ method: 'words and meaning', questions: placed, search: bittern('wait') });
    }
    for (const where of ['document', 'library'] as const)
      for (const measured of methods) yield* measure(set.name, where, measured, options);
  } finally {
    db.close();
  }
}

/** A method, and the questions with the places that count as hits for it. */
interface Measured {
  method: Method;
  questions: readonly AnsweredQuestion[];
  /** In a document of the set, by its position, or in all. */
  search(question: string, document: number | null): Promise<FoundPassage[]>;
}

async function* measure(
  name: string,
  where: RetrievalFigure['where'],
  { method, questions, search }: Measured,
  { signal, onStep }: RetrievalBenchOptions,
): AsyncGenerator<RetrievalFigure> {
  const second = new RecallCounter();
  const both = new RecallCounter();
  const times: number[] = [];
  const step = `${name}, in the ${where}, by ${method}`;
  for (const [index, asked] of questions.entries()) {
    signal.throwIfAborted();
    const began = performance.now();
    const passages = await search(asked.question, where === 'document' ? asked.document : null);
    times.push(performance.now() - began);
    both.add(asked, passages);
    if (asked.document % 2 === 1) second.add(asked, passages);
    if (index % 50 === 0)
      onStep(step, { done: index, total: questions.length, unit: 'files', rate: null, secondsLeft: null });
  }
  times.sort((a, b) => a - b);
  const at = (share: number): number => times[Math.min(times.length - 1, Math.floor(times.length * share))]!;
  const common = { type: 'recall', set: name, where, method, medianMs: at(0.5), p95Ms: at(0.95) } as const;
  yield { ...common, half: 'second', ...second.recall };
  yield { ...common, half: 'both', ...both.recall };
}

/** Imports a set's documents as text files. Returns, in the set's order, their ids and where the places of their texts are. */
async function importAll(
  { documents }: QuestionSet,
  { documents: library, scratch, signal, onStep }: RetrievalBenchOptions,
): Promise<{ id: string; placeOf(offset: number): number }[]> {
  mkdirSync(scratch, { recursive: true });
  const imported: { id: string; placeOf(offset: number): number }[] = [];
  for (const [index, { id, text }] of documents.entries()) {
    const path = join(
      scratch,
      `${String(index).padStart(5, '0')} ${id.replace(/[^\p{L}\p{N}-]+/gu, ' ')}.txt`,
    );
    writeFileSync(path, text);
    onStep('Importing documents', {
      done: index,
      total: documents.length,
      unit: 'files',
      rate: null,
      secondsLeft: null,
    });
    for await (const { document, error } of library.importAll([{ kind: 'path', path }], { signal })) {
      if (document?.status !== 'ready')
        throw new BitternError('bad-input', `The document ${id} could not be read: ${error?.message ?? ''}`);
      const placeOf = placesIn(text, library.textOf(document.id));
      if (!placeOf)
        throw new BitternError(
          'bad-input',
          `The document ${id} has signs that reading repairs, so the places of its answers would be wrong. Clean its text first.`,
        );
      imported.push({ id: document.id, placeOf });
    }
    rmSync(path);
  }
  return imported;
}

/** Figures as Markdown, a line for each set, place and method. */
export function retrievalTable(figures: readonly RetrievalFigure[]): string {
  const share = (value: number): string => value.toFixed(3);
  const rows = figures.map(
    ({ set, where, half, method, questions, at, within, medianMs, p95Ms }) =>
      `| ${[set, where, half, method, questions, ...at.map(share), ...within.map(share), medianMs.toFixed(1), p95Ms.toFixed(1)].join(' | ')} |`,
  );
  const headings = [
    'set',
    'in the',
    'half',
    'by',
    'questions',
    ...cuts.passages.map((most) => `recall@${most}`),
    ...cuts.tokens.map((most) => `within ${most.toLocaleString('en-US')} tokens`),
    'median ms',
    'p95 ms',
  ];
  return [
    `| ${headings.join(' | ')} |`,
    `|${'---|'.repeat(4)}${'---:|'.repeat(headings.length - 4)}`,
    ...rows,
  ].join('\n');
}
