import {
  type AnswerMode,
  BitternError,
  type DocumentSummary,
  type LedgerEntry,
  type Passage,
  type Place,
} from '../../../preload/contract/index.ts';
import type { Documents } from '../../documents/index.ts';
import type { Segment } from '../../runtime/index.ts';
import { asksAboutWhole } from '../intent.ts';
import type { CountTokens } from '../prompt/count-once.ts';
import {
  answerReserve,
  fitsWhole,
  fixedTokens,
  ledgerEntry,
  mostPassageTokens,
  type PastTurn,
  passageBudget,
  passageEntry,
  planPrompt,
} from '../prompt/plan.ts';
import type { Template } from '../prompt/template.ts';

/** `auto` decided. */
export type ConcreteMode = Exclude<AnswerMode, 'auto'>;

/** A question with everything that decides how it will be answered, except the model's state. */
export interface TurnRequest {
  question: string;
  mode: AnswerMode;
  systemPrompt: string | null;
  history: readonly PastTurn[];
  /** What is attached to the conversation, ready or not. */
  attached: readonly DocumentSummary[];
  template: Template;
  count: CountTokens;
  /** The longest answer asked for, in tokens. */
  maxTokens: number;
  /** Passages that the person took out. */
  leaveOut?: readonly Place[];
}

/** What a turn will put in front of the model. For a sweep only mode and ledger mean something. */
export interface PreparedTurn {
  mode: ConcreteMode;
  segments: Segment[];
  promptTokens: number;
  reserve: number;
  ledger: LedgerEntry[];
  /** The passages in the prompt, in the order of their numbers. */
  passages: Passage[];
  /** What was looked for in the place of misspelt words. */
  alsoLookedFor: string[];
  /** The documents whose whole text is in the prompt. */
  documents: DocumentSummary[];
}

const isReady = (document: DocumentSummary) => document.status === 'ready';

/** Room for the turns that follow, so that the context does not have to grow at each. Tokens. */
const turnsAhead = 512;

/**
 * Tokens of context that a turn has use for, at most `longest`: what was said before, question and answer, and the attached
 * documents whole or, where those would not fit even the longest context or are not wanted, the passages out of them.
 */
export function wantedContext(request: TurnRequest, longest: number): number {
  const { template, mode, count } = request;
  const history = request.history.reduce(
    (sum, turn) => sum + count(template.pastTurn(turn.question, turn.answer)),
    0,
  );
  const fixed = fixedTokens(request);
  const least = fixed + history + request.maxTokens + turnsAhead;
  if (mode === 'none') return Math.min(longest, least);
  const whole = request.attached.filter(isReady).reduce((sum, document) => sum + document.tokens + 64, 0);
  const withDocuments = mode !== 'passages' && whole > 0 && fixed + whole + request.maxTokens <= longest;
  return Math.min(longest, least + (withDocuments ? whole : mostPassageTokens));
}

/** What `auto` comes to, and whether an explicit choice is possible. Throws `bad-input` or `too-large` when it is not. */
export function decideMode(request: TurnRequest, contextTokens: number): ConcreteMode {
  const ready = request.attached.filter(isReady);
  const fixed = fixedTokens(request);
  const reserve = answerReserve(contextTokens, request.maxTokens);
  const fits = fitsWhole(
    request,
    ready.map(({ fileName, tokens }) => ({ file: fileName, tokens })),
    fixed,
    reserve,
    contextTokens,
  );
  switch (request.mode) {
    case 'none':
    case 'passages':
      return request.mode;
    case 'document':
      if (ready.length === 0)
        throw new BitternError('bad-input', 'No document is attached. Drop one on the window first.');
      if (!fits) {
        throw new BitternError(
          'too-large',
          'The attached documents do not fit the context whole. Let Bittern pick passages, or have everything read in order.',
        );
      }
      return 'document';
    case 'sweep':
      if (ready.length === 0)
        throw new BitternError(
          'bad-input',
          'Attach the documents that should be read from beginning to end first.',
        );
      return 'sweep';
    case 'auto':
      if (ready.length === 0) return 'passages';
      if (fits) return 'document';
      return asksAboutWhole(request.question) ? 'sweep' : 'passages';
  }
}

/**
 * Decides the mode, retrieves, and lays out the prompt. Nothing is evaluated, so it serves forecasts as well.
 * Throws `too-large` or `bad-input` with a sentence when the question cannot be answered as asked.
 */
export async function prepareTurn(
  request: TurnRequest,
  contextTokens: number,
  documents: Documents,
  signal?: AbortSignal,
): Promise<PreparedTurn> {
  const { template, count, systemPrompt, question, history } = request;
  const ready = request.attached.filter(isReady);
  let mode = decideMode(request, contextTokens);
  const reserve = answerReserve(contextTokens, request.maxTokens);
  const unreadable = request.attached.filter((document) => !isReady(document)).map(unreadableEntry);

  let passages: Passage[] = [];
  let passagesLeftOut: Passage[] = [];
  let takenOut: Passage[] = [];
  let alsoLookedFor: string[] = [];
  let hasWords = false;
  let searchNote: string | null = null;
  if (mode === 'passages') {
    const budget = passageBudget(contextTokens, fixedTokens(request), reserve);
    if (budget >= 64) {
      const found = await documents.retrieval.search(
        {
          query: question,
          ...(ready.length > 0 ? { documentIds: ready.map((document) => document.id) } : {}),
          context: history.map((turn) => turn.question),
          budget,
          order: 'document',
          leftOut: true,
        },
        signal,
      );
      const isTakenOut = (passage: Passage) =>
        request.leaveOut?.some((place) => overlaps(place, passage)) ?? false;
      passages = found.passages.filter((passage) => !isTakenOut(passage));
      takenOut = found.passages.filter(isTakenOut);
      passagesLeftOut = found.leftOut;
      alsoLookedFor = found.alsoLookedFor;
      hasWords = found.hasWords;
      searchNote = found.note;
    }
    // A library without a word of the question has nothing to add: that is a conversation, not a search. Something is
    // always nearest in meaning, to a greeting too.
    if (!hasWords && ready.length === 0) {
      mode = 'none';
      passages = [];
      alsoLookedFor = [];
      takenOut = [];
      passagesLeftOut = [];
      searchNote = null;
    }
  }

  const whole = mode === 'document' ? ready : [];
  const planned = planPrompt({
    template,
    count,
    systemPrompt,
    question,
    history,
    documents: whole.map(({ id, fileName }) => ({ id, file: fileName, text: documents.textOf(id) })),
    passages,
    passagesLeftOut,
    contextTokens,
    reserve,
  });
  return {
    mode,
    ...planned,
    reserve,
    ledger: [
      // First, so that what the person did is seen before what the budget did.
      ...takenOut.map((passage) => passageEntry(passage, takenOutReason)),
      ...planned.ledger,
      ...(searchNote === null ? [] : [byWordsAlone(searchNote)]),
      ...unreadable,
    ],
    passages,
    alsoLookedFor,
    documents: whole,
  };
}

const takenOutReason = 'You left it out.';

function overlaps(place: Place, passage: Passage): boolean {
  return place.documentId === passage.documentId && place.start < passage.end && place.end > passage.start;
}

function byWordsAlone(reason: string): LedgerEntry {
  return ledgerEntry('passage', 'Search by meaning', 0, { included: false, reason });
}

function unreadableEntry(document: DocumentSummary): LedgerEntry {
  return ledgerEntry('document', document.fileName, 0, {
    included: false,
    reason: document.error ?? 'It has not been read yet.',
    documentId: document.id,
  });
}
