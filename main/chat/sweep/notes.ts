import type { Citation, Passage } from '../../../preload/contract/index.ts';
import { cite } from '../grounding/cite.ts';

/** What the model noted about one part. */
export interface PartNote {
  passage: Passage;
  note: string;
}

/** Requests whose answer is the lines themselves, not a text about them. */
const asksForLines =
  /^\s*(please\s+)?(list|name|enumerate|collect|extract|find|count)\b|\bhow\s+many\b|\b(all|every|each)\s+(of\s+)?(the\s+)?\w+/i;

export function wantsLines(question: string): boolean {
  return asksForLines.test(question);
}

/** The lines of a note that say something, without bullets and numbers. */
export function linesOf(note: string): string[] {
  return note
    .split('\n')
    .map((line) => line.replace(/^\s*(?:[-*•–]|\d+[.)])\s+/, '').trim())
    .filter(
      (line) => line.length > 1 && !/^(nothing|none|n\/a|no(t)? (relevant|mentioned))\b.{0,60}$/i.test(line),
    );
}

/** An answer made of lines, and where each comes from. */
export interface LinesAnswer {
  text: string;
  passages: Passage[];
  citations: Citation[];
}

/**
 * Puts the notes of all parts together as a list: every line once, in the order of the documents, each citing the part it was
 * noted from. `number` counts the parts that are cited, from 1.
 */
export function joinLines(notes: readonly PartNote[]): LinesAnswer {
  const seen = new Set<string>();
  const passages: Passage[] = [];
  const citations: Citation[] = [];
  let text = '';
  for (const { passage, note } of notes) {
    let number = 0;
    for (const line of linesOf(note)) {
      const key = line
        .toLowerCase()
        .replace(/[^\p{L}\p{N}]+/gu, ' ')
        .trim();
      if (seen.has(key)) continue;
      seen.add(key);
      if (number === 0) number = passages.push(passage);
      const start = text.length + (text ? 3 : 2);
      text += `${text ? '\n' : ''}- ${line}`;
      const place = cite(line, [passage])[0];
      citations.push({
        start,
        end: text.length,
        number,
        sourceStart: place?.sourceStart ?? passage.start,
        sourceEnd: place?.sourceEnd ?? passage.end,
      });
    }
  }
  return { text, passages, citations };
}
