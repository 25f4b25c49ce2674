import { createHash } from 'node:crypto';
import type { DocumentSummary, Passage } from '../../../preload/contract/index.ts';
import type { DocumentChunk } from '../../documents/index.ts';

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
