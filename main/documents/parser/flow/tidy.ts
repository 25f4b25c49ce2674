import { cleanText } from '../text/clean.ts';

/** Spaces that forbid a line break or have a width of their own: to a reader and to a search they are spaces. */
const fixedSpaces = /[\u00A0\u2000-\u200A\u202F\u205F\u3000]/g;
/** Places where a line may or may not be broken: invisible, and inside words. Joiners stay, as scripts need them. */
const breakHints = /[\u00AD\u200B\u2060]/g;
const needsTidying = /[\u00A0\u00AD\u2000-\u200B\u202F\u205F\u2060\u3000]/;

/** Printable ASCII on one line, single spaces inside and none at the ends: most cells of most tables, which need nothing. */
const plain = /^[!-~]+(?: [!-~]+)*$/;

/** Text of a block as it is stored: cleaned, ordinary spaces, no break hints, no blank space at the ends of its lines. */
export function tidyText(text: string): string {
  if (text.length < 200 && plain.test(text)) return text;
  let clean = cleanText(text);
  if (needsTidying.test(clean)) clean = clean.replace(breakHints, '').replace(fixedSpaces, ' ');
  if (clean.includes('\n')) clean = clean.replace(/[ \t]+$/gm, '').replace(/\n{3,}/g, '\n\n');
  return clean.trim();
}

/** Text on one line with single spaces: titles, cells of tables, attribute values. */
export function tidyLine(text: string): string {
  if (text.length < 200 && plain.test(text)) return text;
  return tidyText(text).replace(/\s+/g, ' ');
}

/** Text whose spaces at the beginning of lines matter: source code and preformatted text. */
export function tidyCode(text: string): string {
  let clean = cleanText(text);
  if (needsTidying.test(clean)) clean = clean.replace(breakHints, '').replace(fixedSpaces, ' ');
  return clean.replace(/[ \t]+$/gm, '').replace(/^\n+|\s+$/g, '');
}
