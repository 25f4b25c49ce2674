import type { Citation, Passage } from '../../../preload/contract/index.ts';
import { type Span, sentencesOf } from './sentences.ts';
import { contentWords } from './words.ts';

/** Share of a sentence's weight that must stand in a passage before the passage is cited for it. */
const threshold = 0.5;
/** The same for the window of source sentences that is shown as the place. */
const neighbourhood = 2;

interface Source {
  number: number;
  passage: Passage;
  sentences: (Span & { words: Set<string> })[];
  words: Set<string>;
}

/** How much a word says: one that stands in every passage says little, one that stands in a single one says much. */
function weights(sources: readonly Source[]): (word: string) => number {
  const found = new Map<string, number>();
  for (const source of sources) for (const word of source.words) found.set(word, (found.get(word) ?? 0) + 1);
  return (word) => Math.log(1 + (sources.length + 1) / ((found.get(word) ?? 0) + 0.5));
}

/** Share of the words' weight that is in `present`, from 0 to 1. */
function coverage(
  words: readonly string[],
  present: ReadonlySet<string>,
  weight: (word: string) => number,
): number {
  let all = 0;
  let covered = 0;
  for (const word of words) {
    const value = weight(word);
    all += value;
    if (present.has(word)) covered += value;
  }
  return all === 0 ? 0 : covered / all;
}

/** The run of at most `neighbourhood` sentences of a passage that covers the words best. */
function bestPlace(
  source: Source,
  words: readonly string[],
  weight: (word: string) => number,
): { span: Span; score: number } {
  let best = {
    span: { start: 0, end: source.passage.text.length, text: source.passage.text } as Span,
    score: -1,
  };
  for (let first = 0; first < source.sentences.length; first++) {
    const present = new Set<string>();
    for (let last = first; last < Math.min(first + neighbourhood, source.sentences.length); last++) {
      for (const word of source.sentences[last]!.words) present.add(word);
      // A longer place must earn its length.
      const score = coverage(words, present, weight) - 0.05 * (last - first);
      if (score > best.score) {
        const start = source.sentences[first]!.start;
        const end = source.sentences[last]!.end;
        best = { span: { start, end, text: source.passage.text.slice(start, end) }, score };
      }
    }
  }
  return best;
}

/**
 * Citations for an answer: every sentence is matched with the passages that were in the prompt, numbered from 1 in the order
 * given. A sentence gets the passage that covers it best when that covers at least half of what it says; sentences that say
 * too little to be matched get none. Nothing outside `passages` can be cited.
 */
export function cite(answer: string, passages: readonly Passage[]): Citation[] {
  const sources: Source[] = passages.map((passage, index) => {
    const sentences = sentencesOf(passage.text).map((span) => ({
      ...span,
      words: new Set(contentWords(span.text)),
    }));
    return { number: index + 1, passage, sentences, words: new Set(contentWords(passage.text)) };
  });
  const weight = weights(sources);
  const citations: Citation[] = [];
  for (const sentence of sentencesOf(answer)) {
    const words = [...new Set(contentWords(sentence.text))];
    if (words.length < 2 && !/\d/.test(sentence.text)) continue;
    let best: { source: Source; span: Span; score: number } | null = null;
    for (const source of sources) {
      if (coverage(words, source.words, weight) < threshold) continue;
      const place = bestPlace(source, words, weight);
      if (place.score >= threshold * 0.8 && (!best || place.score > best.score)) best = { source, ...place };
    }
    if (!best) continue;
    citations.push({
      start: sentence.start,
      end: sentence.end,
      number: best.source.number,
      sourceStart: best.source.passage.start + best.span.start,
      sourceEnd: best.source.passage.start + best.span.end,
    });
  }
  return citations;
}
