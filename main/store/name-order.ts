/** Digits of the longest number that still counts as one; a file system allows names of 255 bytes. */
const mostDigits = 255;

// biome-ignore lint/suspicious/noControlCharactersInRegex: it asks whether anything but ASCII is there
const beyondAscii = /[^\x00-\x7f]/;

/**
 * What names of files are compared by: without case and diacritics, and with numbers as numbers, so that "chapter 10" comes
 * after "Chapter 2".
 */
export function nameOrder(name: string): string {
  const lower = name.toLowerCase();
  const letters = beyondAscii.test(lower) ? lower.normalize('NFKD').replace(/\p{M}/gu, '') : lower;
  // A number begins with how many digits it has: a longer one is larger.
  return letters.replace(/\d+/g, (digits) => {
    const significant = digits.replace(/^0+(?=.)/, '').slice(0, mostDigits);
    return `${String(significant.length).padStart(3, '0')}${significant}`;
  });
}
