/**
 * Raised text as it is written in a line: 10 with a raised 6 must not read 106, nor a word with the mark of a note as
 * another word. The endings of ordinals (1st) and marks in brackets read as they stand.
 */
export function raised(before: string, text: string): string {
  if (!/[\p{L}\p{N})\]]$/u.test(before)) return text;
  if (/^[-−–+]?\d/.test(text)) return `^${text}`;
  return /^\p{L}{4,}/u.test(text) ? `^(${text.trimEnd()})` : text;
}
