import { createHash } from 'node:crypto';
import type { DocumentSummary, Passage } from '../../../preload/contract/index.ts';
import type { DocumentChunk } from '../../documents/index.ts';
import type { TurnRequest } from '../answer/prepare.ts';
import { fixedTokens } from '../prompt/plan.ts';

/** Tokens of text read at once: enough for a thought to be whole, few enough that progress moves. */
const mostPartTokens = 1200;
/** The longest note on one part, in tokens. */
export const noteTokens = 192;

/** Tokens around a part: what is asked of it, and how. */
const frameTokens = (request: TurnRequest): number => fixedTokens(request) + 96;

/** How many tokens of text are read at once. */
export function partTokensFor(request: TurnRequest, contextTokens: number): number {
  return Math.max(256, Math.min(mostPartTokens, contextTokens - frameTokens(request) - noteTokens));
}

/**
 * What going through the documents would have the model read: how many prompts, of how many tokens each. Told from the documents'
 * sizes alone, so that it can be asked while a question is typed.
 */
export function readingOf(
  request: TurnRequest,
  contextTokens: number,
): { parts: number; tokensEach: number; tokens: number } {
  const atMost = partTokensFor(request, contextTokens);
  const sizes = request.attached.filter(({ status }) => status === 'ready').map(({ tokens }) => tokens);
  const parts = sizes.reduce((sum, size) => sum + Math.ceil(size / atMost), 0);
  const text = sizes.reduce((sum, size) => sum + size, 0);
  const tokens = text + parts * frameTokens(request);
  return { parts, tokensEach: parts === 0 ? 0 : Math.ceil(tokens / parts), tokens };
}

/** A run of a document's chunks that the model reads at once. */
export interface SweepPart {
  /** The run as a passage, so that it can be cited. */
  passage: Passage;
  /** Hash of what is in it. */
  hash: string;
}

/**
 * Cuts a document into parts of at most `tokens` BTLM tokens, at chunk boundaries, in order and without gaps. Chunks overlap a
 * little; a part's text is the document's between its first and last chunk, so nothing is read twice inside a part.
 * A chunk longer than `tokens` is a part of its own.
 */
export function partsOf(
  document: Pick<DocumentSummary, 'id' | 'fileName' | 'title'>,
  chunks: readonly DocumentChunk[],
  tokens: number,
  textOf: (start: number, end: number) => string,
): SweepPart[] {
  const parts: SweepPart[] = [];
  let run: DocumentChunk[] = [];
  let size = 0;
  const close = (): void => {
    const first = run[0];
    const last = run.at(-1);
    if (!first || !last) return;
    const passage: Passage = {
      documentId: document.id,
      file: document.fileName,
      title: document.title,
      headings: first.headings,
      page: first.page,
      lastPage: last.lastPage,
      start: first.start,
      end: last.end,
      text: textOf(first.start, last.end),
      tokens: size,
      score: 0,
      highlight: null,
    };
    const hash = createHash('sha256')
      .update(run.map((chunk) => chunk.hash).join())
      .digest('hex');
    parts.push({ passage, hash });
    run = [];
    size = 0;
  };
  for (const chunk of chunks) {
    if (size + chunk.tokens > tokens) close();
    run.push(chunk);
    size += chunk.tokens;
  }
  close();
  return parts;
}
