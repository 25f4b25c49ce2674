/** A paragraph has so many sentences, and a document so many characters: about a hundred chunks. */
const sentencesAParagraph = { least: 3, most: 9 } as const;
const charactersADocument = 100_000;
const shortestSentence = 20;

/**
 * Documents without end, made of the sentences of some texts in another order: the words of each are about as frequent among all as
 * they are in the texts. The same ones every time.
 */
export function* madeDocuments(texts: readonly string[]): Generator<string, undefined> {
  const sentences = texts
    .flatMap((text) => text.split(/\n+|(?<=[.!?])\s+/))
    .filter((sentence) => sentence.length >= shortestSentence);
  if (sentences.length === 0) return undefined;
  const random = randomNumbers(1);
  const below = (most: number): number => Math.floor(random() * most);
  const { least, most } = sentencesAParagraph;
  for (;;) {
    const paragraphs: string[] = [];
    let characters = 0;
    while (characters < charactersADocument) {
      const count = least + below(most - least + 1);
      const paragraph = Array.from({ length: count }, () => sentences[below(sentences.length)]!).join(' ');
      paragraphs.push(paragraph);
      characters += paragraph.length;
    }
    yield paragraphs.join('\n\n');
  }
}

/** Numbers from 0 to 1 by Marsaglia's xorshift with 32 bits ("Xorshift RNGs", 2003), the same for the same seed. */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
