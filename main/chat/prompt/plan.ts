import { BitternError, countText, type LedgerEntry, type Passage } from '../../../preload/contract/index.ts';
import type { Segment } from '../../runtime/index.ts';
import type { CountTokens } from './count-once.ts';
import type { Template } from './template.ts';

/** A turn that is over, as it goes into the prompt. */
export interface PastTurn {
  question: string;
  answer: string;
}

/** A document that goes into the prompt whole. */
export interface WholeDocument {
  id: string;
  file: string;
  text: string;
}

export interface PromptMaterial {
  template: Template;
  count: CountTokens;
  systemPrompt: string | null;
  question: string;
  history: readonly PastTurn[];
  /** Whole documents (mode `document`). */
  documents: readonly WholeDocument[];
  /** Passages in reading order (mode `passages`); they come already cut to `passageBudget`. */
  passages: readonly Passage[];
  /** Passages that retrieval found and the budget cut, for the ledger. */
  passagesLeftOut: readonly Passage[];
  contextTokens: number;
  /** Tokens kept free for the answer. */
  reserve: number;
}

export interface PlannedPrompt {
  /** System text, documents, history, then what changes: the order that keeps the longest prefix stable. */
  segments: Segment[];
  promptTokens: number;
  /** What is in, and what is not and why. */
  ledger: LedgerEntry[];
}

/** One line of the ledger; whatever is not given is included and has no place. */
export const ledgerEntry = (
  part: LedgerEntry['part'],
  label: string,
  tokens: number,
  more: Partial<LedgerEntry> = {},
): LedgerEntry => ({
  part,
  label,
  tokens,
  included: true,
  reason: null,
  score: null,
  documentId: null,
  start: null,
  end: null,
  page: null,
  ...more,
});

/** How long an answer may get by default: a quarter of the context, or the wanted length when that is less. */
export function answerReserve(contextTokens: number, maxTokens: number): number {
  return Math.min(maxTokens, Math.floor(contextTokens / 4));
}

/** BTLM tokens that passages have at most: a processor without a GPU reads them in about twenty seconds. */
export const mostPassageTokens = 1536;

/**
 * BTLM tokens that passages may have: three fifths of what system text, question and answer leave, up to a limit. The rest is
 * the history's.
 */
export function passageBudget(contextTokens: number, fixedTokens: number, reserve: number): number {
  return Math.max(0, Math.min(mostPassageTokens, Math.floor((contextTokens - fixedTokens - reserve) * 0.6)));
}

/** What a prompt always holds. */
export type FixedText = Pick<PromptMaterial, 'template' | 'systemPrompt' | 'question' | 'count'>;

/** Tokens of what is always there: preamble and question without passages. */
export function fixedTokens({ template, systemPrompt, question, count }: FixedText): number {
  return count(template.preamble(systemPrompt)) + count(template.question(question, []));
}

/** The segments that stay the same from turn to turn: what reading ahead evaluates. */
export function stablePrefix(
  template: Template,
  systemPrompt: string | null,
  documents: readonly WholeDocument[],
): Segment[] {
  return [
    { text: template.preamble(systemPrompt), kind: 'plain' },
    ...documents.map(({ file, text }): Segment => ({ text: template.document(file, text), kind: 'plain' })),
  ];
}

/**
 * Lays the prompt out so that it fits, and says of everything whether it went in. The newest turns of the history
 * are kept; the oldest are left out first.
 * Throws `too-large` when question and documents alone do not fit.
 */
export function planPrompt(material: PromptMaterial): PlannedPrompt {
  const { template, question, history, documents, passages, contextTokens, reserve, count } = material;
  const prefix = stablePrefix(template, material.systemPrompt, documents);
  const last: Segment = { text: template.question(question, passages), kind: 'plain' };
  const prefixTokens = prefix.map((segment) => count(segment.text));
  const lastTokens = count(last.text);
  const room = contextTokens - reserve - lastTokens - prefixTokens.reduce((sum, tokens) => sum + tokens, 0);
  if (room < 0) throw doesNotFit(contextTokens - reserve - room, contextTokens - reserve);

  const turns = history.map((turn) => {
    const text = template.pastTurn(turn.question, turn.answer);
    return { turn, text, tokens: count(text) };
  });
  let free = room;
  let firstKept = turns.length;
  while (firstKept > 0 && turns[firstKept - 1]!.tokens <= free) {
    firstKept -= 1;
    free -= turns[firstKept]!.tokens;
  }
  const kept = turns.slice(firstKept);

  const passageTokens = passages.reduce((sum, passage) => sum + passage.tokens, 0);
  const ledger: LedgerEntry[] = [
    ledgerEntry('system', 'Instructions', prefixTokens[0] ?? 0),
    ...documents.map((document, index) =>
      ledgerEntry('document', document.file, prefixTokens[index + 1] ?? 0, { documentId: document.id }),
    ),
    ...turns.map(({ turn, tokens }, index) =>
      ledgerEntry('history', turn.question.slice(0, 120), tokens, {
        included: index >= firstKept,
        reason: index >= firstKept ? null : 'Older than what the context has room for.',
      }),
    ),
    ...passages.map((passage) => passageEntry(passage, null)),
    ...material.passagesLeftOut.map((passage) =>
      passageEntry(passage, 'Found, but less relevant than what filled the room for passages.'),
    ),
    ledgerEntry('question', question.slice(0, 120), Math.max(0, lastTokens - passageTokens)),
    ledgerEntry('reserve', 'Kept free for the answer', reserve),
  ];
  return {
    segments: [...prefix, ...kept.map(({ text }): Segment => ({ text, kind: 'plain' })), last],
    promptTokens: room - free + lastTokens + prefixTokens.reduce((sum, tokens) => sum + tokens, 0),
    ledger,
  };
}

/** What to say of a prompt that takes more tokens than there are. */
export function doesNotFit(needed: number, free: number): BitternError {
  return new BitternError(
    'too-large',
    `This does not fit: the question and what goes with it need ${countText(needed)} tokens, ` +
      `and ${countText(free)} are free. Shorten the question, or drop long text on the window as a file.`,
  );
}

/** The ledger's line for a passage; `reason` says why it was left out. */
export function passageEntry(passage: Passage, reason: string | null): LedgerEntry {
  return ledgerEntry('passage', passage.file, passage.tokens, {
    included: reason === null,
    reason,
    score: passage.score,
    documentId: passage.documentId,
    start: passage.start,
    end: passage.end,
    page: passage.page,
  });
}

/** True when whole documents, with the least that a turn needs beside them, fit the context. */
export function fitsWhole(
  { template, count }: FixedText,
  documents: readonly { file: string; tokens: number }[],
  fixed: number,
  reserve: number,
  contextTokens: number,
): boolean {
  // What the template puts around a document is counted with an empty one.
  const framed = documents.reduce(
    (sum, { file, tokens }) => sum + tokens + count(template.document(file, '')),
    0,
  );
  return documents.length > 0 && framed + fixed + reserve <= contextTokens;
}
