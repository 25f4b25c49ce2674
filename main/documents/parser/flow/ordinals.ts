/** Numbers as outlines and lists write them; what cannot be written in a system (zero, beyond its range) is in digits. */

/** a, b … z, aa, bb … (as word processors count: the letter is repeated). */
export function letters(number: number): string {
  if (number < 1 || number > 780) return String(number);
  const letter = String.fromCharCode(97 + ((number - 1) % 26));
  return letter.repeat(Math.floor((number - 1) / 26) + 1);
}

const romanSteps: readonly (readonly [number, string])[] = [
  [1000, 'm'],
  [900, 'cm'],
  [500, 'd'],
  [400, 'cd'],
  [100, 'c'],
  [90, 'xc'],
  [50, 'l'],
  [40, 'xl'],
  [10, 'x'],
  [9, 'ix'],
  [5, 'v'],
  [4, 'iv'],
  [1, 'i'],
];

export function roman(number: number): string {
  if (number < 1 || number > 3999) return String(number);
  let rest = number;
  let text = '';
  for (const [value, digits] of romanSteps)
    while (rest >= value) {
      text += digits;
      rest -= value;
    }
  return text;
}

/** A number in one of the systems of WordprocessingML (`w:numFmt`) or of OpenDocument (`1`, `a`, `A`, `i`, `I`). */
export function ordinal(number: number, system: string): string {
  switch (system) {
    case 'lowerLetter':
    case 'a':
      return letters(number);
    case 'upperLetter':
    case 'A':
      return letters(number).toUpperCase();
    case 'lowerRoman':
    case 'i':
      return roman(number);
    case 'upperRoman':
    case 'I':
      return roman(number).toUpperCase();
    case 'decimalZero':
      return String(number).padStart(2, '0');
    case 'none':
    case '':
      return '';
    default:
      return String(number);
  }
}
