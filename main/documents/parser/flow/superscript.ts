/**
 * Raised figures after figures are powers: 10 with a raised 6 must not read 106. Everything else raised (the mark of a
 * note, the "st" of 1st) reads as it stands.
 */
export function raised(before: string, text: string): string {
  return /\d$/.test(before) && /^[-−–+]?\d/.test(text) ? `^${text}` : text;
}
