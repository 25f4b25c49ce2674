import type { AnswerRecord, DocumentSummary, Passage } from '../../../preload/contract/index.ts';
import type { Documents } from '../../documents/index.ts';
import { cite } from '../grounding/cite.ts';
import { findUnsupported } from '../grounding/unsupported.ts';

/** The part of an answer's record that says where it comes from. */
export type Grounding = Pick<AnswerRecord, 'passages' | 'citations' | 'unsupported'>;

/** The chunks of documents that were in the prompt whole, as passages that can be cited. */
export function chunksAsPassages(documents: Documents, whole: readonly DocumentSummary[]): Passage[] {
  return whole.flatMap(({ id, fileName, title }) =>
    documents.chunksOf(id).map(({ headings, page, lastPage, start, end, text, tokens }) => ({
      documentId: id,
      file: fileName,
      title,
      headings,
      page,
      lastPage,
      start,
      end,
      text,
      tokens,
      score: 0,
      highlight: null,
    })),
  );
}

/**
 * Matches an answer with what the model was given. Passages that were numbered in the prompt keep their numbers and stay
 * listed; of whole documents only the places that are cited are listed, numbered in the order of the answer.
 */
export function ground(
  answer: string,
  numbered: readonly Passage[],
  fromWholeDocuments: readonly Passage[],
  alsoKnown: readonly string[],
): Grounding {
  const sources = [...numbered, ...fromWholeDocuments];
  if (sources.length === 0) return { passages: [], citations: [], unsupported: [] };
  const found = cite(answer, sources);
  const listed = new Map<number, number>(numbered.map((_, index) => [index + 1, index + 1]));
  for (const { number } of found) if (!listed.has(number)) listed.set(number, listed.size + 1);
  const passages = [...listed.keys()].map((number) => {
    const passage = sources[number - 1]!;
    const cited = found.find((citation) => citation.number === number);
    return cited ? { ...passage, highlight: { start: cited.sourceStart, end: cited.sourceEnd } } : passage;
  });
  return {
    passages,
    citations: found.map((citation) => ({ ...citation, number: listed.get(citation.number)! })),
    unsupported: findUnsupported(answer, [...sources.map((source) => source.text), ...alsoKnown]),
  };
}
