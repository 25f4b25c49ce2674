/** A stretch of a text in UTF-16 units. */
export interface Span {
  start: number;
  end: number;
}

/**
 * The end of a sentence: a full stop or its like with what closes around it, then white space and something that can
 * begin a sentence; or one of the full-width signs, after which no space is written.
 */
const boundary =
  /[.!?…؟।॥]+["'”’»)\]]*\s+(?=["'“‘«([¿¡-]*[\p{Lu}\p{Lt}\p{Lo}\p{N}•])|[。！？｡][」』”’）]*\s*|\n\s*\n\s*/gu;

/** Words that end with a full stop inside a sentence; a single capital is an initial. */
const abbreviation =
  /(?:^|[\s("'“])(?:Mr|Mrs|Ms|Dr|Prof|St|Sr|Jr|Hon|Rev|Gen|Col|Lt|Sgt|Capt|vs|etc|al|approx|ca|cf|e\.g|i\.e|viz|resp|Fig|Figs|Eq|Eqs|Sec|Ref|Refs|Tab|No|Nos|Nr|Vol|pp?|Inc|Ltd|Co|Corp|Dept|Univ|Bd|bzw|z\.B|d\.h|u\.a|usw|Abb|Kap|Art|Abs|S|M|Mme|\p{Lu}|\p{Lu}\.\p{Lu})\.$/u;

/** What is shorter is no sentence of its own: a numbering, an "Ibid.", an exclamation. */
const shortest = 24;

/**
 * The sentences of a paragraph, without the white space between them. Rules instead of a model: they need to be fast and
 * to err on the side of too long, since a sentence is only the smallest piece that a passage is made of.
 */
export function sentences(text: string): Span[] {
  const spans: Span[] = [];
  let start = text.length - text.trimStart().length;
  for (const match of text.matchAll(boundary)) {
    const trailing = match[0].length - match[0].trimEnd().length;
    const end = match.index + match[0].length - trailing;
    const isParagraph = match[0].startsWith('\n');
    if (end <= start) continue;
    if (!isParagraph) {
      if (end - start < shortest && !/[。！？｡]/.test(match[0])) continue;
      if (
        match[0].startsWith('.') &&
        abbreviation.test(text.slice(Math.max(start, match.index - 12), match.index + 1))
      )
        continue;
    }
    spans.push({ start, end });
    start = match.index + match[0].length;
  }
  const end = text.trimEnd().length;
  if (end > start) spans.push({ start, end });
  return spans;
}

/** The lines of a table, a list or code, without empty ones and without the white space around them. */
export function lines(text: string): Span[] {
  const spans: Span[] = [];
  for (const match of text.matchAll(/[^\n]+/g)) {
    const start = match.index + (match[0].length - match[0].trimStart().length);
    const end = match.index + match[0].trimEnd().length;
    if (end > start) spans.push({ start, end });
  }
  return spans;
}
