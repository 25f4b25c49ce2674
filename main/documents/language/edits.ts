/**
 * How many letters one must leave out, put in, replace, or swap with the next to make one word of another: the restricted
 * distance of Damerau ("A technique for computer detection and correction of spelling errors", CACM 1964) and Levenshtein.
 * @returns the distance, or `most + 1` for every one that is larger
 */
export function editDistance(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let beforeLast = new Uint8Array(b.length + 1);
  let last = Uint8Array.from({ length: b.length + 1 }, (_, column) => column);
  let row = new Uint8Array(b.length + 1);
  for (let i = 1; i <= a.length; i += 1) {
    row[0] = i;
    let least = i;
    for (let j = 1; j <= b.length; j += 1) {
      const isSame = a.charCodeAt(i - 1) === b.charCodeAt(j - 1);
      let edits = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (isSame ? 0 : 1));
      if (i > 1 && j > 1 && isSwapped(a, i, b, j)) edits = Math.min(edits, beforeLast[j - 2]! + 1);
      row[j] = edits;
      if (edits < least) least = edits;
    }
    if (least > most) return most + 1;
    [beforeLast, last, row] = [last, row, beforeLast];
  }
  return Math.min(last[b.length]!, most + 1);
}

function isSwapped(a: string, i: number, b: string, j: number): boolean {
  return a.charCodeAt(i - 1) === b.charCodeAt(j - 2) && a.charCodeAt(i - 2) === b.charCodeAt(j - 1);
}

/** Which letters a word has, a bit each. One edit changes two bits at most, so masks tell most pairs of words apart at once. */
export function letterMask(word: string): number {
  let mask = 0;
  for (let index = 0; index < word.length; index += 1) mask |= 1 << (word.charCodeAt(index) & 31);
  return mask;
}

/** True when words with these masks may be `most` edits apart. */
export function mayBeNear(mask: number, other: number, most: number): boolean {
  let bits = mask ^ other;
  for (let left = 2 * most; bits !== 0; left -= 1) {
    if (left === 0) return false;
    bits &= bits - 1;
  }
  return true;
}

/** The letters that words are tried with. */
export const alphabet = 'abcdefghijklmnopqrstuvwxyz';

/** Every word one edit away from a word of the letters a to z. */
export function* oneEditAway(word: string): Generator<string> {
  for (let at = 0; at <= word.length; at += 1) {
    const before = word.slice(0, at);
    const after = word.slice(at);
    for (const letter of alphabet) yield before + letter + after;
    if (after === '') continue;
    yield before + after.slice(1);
    for (const letter of alphabet) if (letter !== after[0]) yield before + letter + after.slice(1);
    if (after.length > 1 && after[0] !== after[1]) yield before + after[1] + after[0] + after.slice(2);
  }
}

/** What one slip of the fingers does to a word: two letters swapped, one typed twice, one left out; or another letter, or one too many. */
export type Slip = 'swapped' | 'doubled' | 'left-out' | 'other';

/** The slip that makes what was typed of a word one edit away. */
export function slipBetween(typed: string, meant: string): Slip {
  let at = 0;
  while (at < typed.length && typed[at] === meant[at]) at += 1;
  if (typed.length < meant.length) return 'left-out';
  if (typed.length > meant.length) return typed[at] === typed[at - 1] ? 'doubled' : 'other';
  return typed[at] === meant[at + 1] && typed[at + 1] === meant[at] ? 'swapped' : 'other';
}
