import { type Line, TextBuilder } from './line-text.ts';

/** What mending a hyphen needs to know about the document. */
export interface Compounds {
  /** Whether the document writes this compound with a hyphen elsewhere, in lower case: `well-known`. */
  isCompound(word: string): boolean;
}

/** Lines of a paragraph joined by spaces, words parted at a line's end put together again. */
export function runningText(lines: readonly Line[], context: Compounds): Line {
  const builder = new TextBuilder();
  let before = '';
  lines.forEach((line, index) => {
    if (index === 0 || isDashed(before, line.text) || isCapitalCompound(before, line.text))
      builder.append('', line);
    else if (isParted(before, line.text)) {
      if (!keepsHyphen(before, line.text, context)) builder.dropLastCharacter();
      builder.append('', line);
    } else builder.append(' ', line);
    before = line.text;
  });
  return builder.finish();
}

const hyphens = /[\p{L}\d][-\u00AD\u2010]$/u;

/** Whether a line ends with a dash between two words or numbers: `737–` and `800`. */
const isDashed = (before: string, after: string): boolean =>
  /[\p{L}\d][–—]$/u.test(before) && /^[\p{L}\d]/u.test(after);

/** Whether a hyphen joins a name to what stands before it: `non-` and `English`, `Smith-` and `Jones`. */
const isCapitalCompound = (before: string, after: string): boolean =>
  /\p{L}{2}[-\u2010]$/u.test(before) && /^\p{Lu}\p{Ll}/u.test(after);

/** Words before which a hyphen stands for the rest of a compound: `Ein-` and `und Ausgabe`, `pre-` and `or postwar`. */
const suspending = /^(?:und|oder|bzw|sowie|bis|and|or|to|et|ou|en|of|och|og|eller|e|o|y)(?!\p{L})/u;

/** Whether a word begins at the end of one line and ends at the beginning of the next. */
export function isParted(before: string, after: string): boolean {
  return (
    hyphens.test(before) &&
    /^\p{L}|^\d/u.test(after) &&
    !/^\p{Lu}\p{Ll}/u.test(after) &&
    (before.endsWith('\u00AD') || !suspending.test(after))
  );
}

/** Whether the hyphen at the end of a line belongs to the word and not to the line. */
export function keepsHyphen(before: string, after: string, context: Compounds): boolean {
  if (before.endsWith('\u00AD')) return false;
  const left = /[\p{L}\d-]+$/u.exec(before.slice(0, -1))?.[0] ?? '';
  const right = /^[\p{L}\d]+/u.exec(after)?.[0] ?? '';
  // "Owned-and-" and "the-air" are parts of compounds that have hyphens of their own.
  if (left.includes('-') || after[right.length] === '-') return true;
  // "COVID-19", "F-16", "X-ray": numbers and capitals are not hyphenated by typesetters.
  if (
    /\d/.test(left) ||
    /^\d/.test(right) ||
    (left.length > 1 && left === left.toUpperCase()) ||
    /^\p{Lu}/u.test(right)
  )
    return true;
  return context.isCompound(`${left}-${right}`.toLowerCase());
}
