// biome-ignore lint/suspicious/noControlCharactersInRegex: the sequences of terminals begin with an escape character.
const terminalSequences = /\u001B(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001B\n]{0,2000}(?:\u0007|\u001B\\))/g;
const lineEnds = /\r\n?|[\v\f\u0085\u2028\u2029]/g;
/** Bidirectional overrides, embeddings and isolates: invisible, and able to show a text in another order than it is read. */
const directionControls = /[\u202A-\u202E\u2066-\u2069\uFEFF]/g;
// The database and its full-text index end strings at a zero; the others mean nothing on a page.
const controls = /[^\P{Cc}\t\n]/gu;
const needsCleaning = /[^\P{Cc}\t\n]|[\u2028-\u202E\u2066-\u2069\uFEFF]/u;

/**
 * Text as Bittern keeps it: composed characters (NFC), `\n` as the only line end, well-formed UTF-16, no colours, titles
 * and links of terminals and no control character but tab and line end; what had none of these comes back as it is. A form feed
 * becomes a line end, as it separates pages in a stored text.
 */
export function cleanText(text: string): string {
  const composed = text.toWellFormed().normalize('NFC');
  if (!needsCleaning.test(composed)) return composed;
  return composed
    .replace(terminalSequences, '')
    .replace(lineEnds, '\n')
    .replace(directionControls, '')
    .replace(controls, ' ');
}
