import type { Passage } from '../../../preload/contract/index.ts';

/**
 * Passages as a prompt wants them: by document, the one with the best passage first, and in reading order, with those that
 * follow each other joined.
 * @param textOf the document's text between two offsets
 * @param countTokens of a text
 */
export function inReadingOrder(
  passages: readonly Passage[],
  textOf: (documentId: string, start: number, end: number) => string,
  countTokens: (text: string) => number,
): Passage[] {
  const byDocument = Map.groupBy(passages, (passage) => passage.documentId);
  return [...byDocument.values()].flatMap((own) => {
    const joined: Passage[] = [];
    for (const passage of own.toSorted((a, b) => a.start - b.start)) {
      const last = joined.at(-1);
      const between = last && textOf(last.documentId, last.end, passage.start);
      if (last && between !== undefined && passage.start - last.end <= 8 && between.trim() === '') {
        const text = last.text + between + passage.text;
        const better = passage.score > last.score ? passage : last;
        joined[joined.length - 1] = {
          ...last,
          end: passage.end,
          lastPage: passage.lastPage,
          text,
          tokens: countTokens(text),
          score: better.score,
          highlight: better.highlight,
        };
      } else joined.push(passage);
    }
    return joined;
  });
}
