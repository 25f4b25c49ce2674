/** A stretch of text with its UTF-16 offsets. */
export interface Span {
  start: number;
  end: number;
  text: string;
}

const segmenter = new Intl.Segmenter(undefined, { granularity: 'sentence' });

/**
 * The sentences of a text, without the white space around them. Line breaks end a sentence too, so every item of a
 * list is one.
 */
export function sentencesOf(text: string): Span[] {
  const spans: Span[] = [];
  for (const line of text.matchAll(/[^\n]+/g)) {
    for (const { segment, index } of segmenter.segment(line[0])) {
      const trimmed = segment.trim();
      if (!trimmed) continue;
      const start = line.index + index + segment.indexOf(trimmed);
      spans.push({ start, end: start + trimmed.length, text: trimmed });
    }
  }
  return spans;
}
