/** Scripts whose words are not set apart by spaces, or carry their particles with them (Hangul); cut into overlapping pairs. */
const pairedScripts = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}ー々〆]/u;
/** The same with alphabets, where three letters say about as much as two characters there. */
const tripledScripts = /[\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;
const unspacedScripts =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}ー々〆\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;
const letters = /[\p{L}\p{N}\p{M}]/u;

/** What a character is to a word: nothing, a letter of a script with spaces, or of a run to cut in pairs or in triples. */
export const characterClass = { none: 0, spaced: 1, paired: 2, tripled: 3 } as const;
export type CharacterClass = (typeof characterClass)[keyof typeof characterClass];

function classify(character: string): CharacterClass {
  if (pairedScripts.test(character)) return characterClass.paired;
  if (tripledScripts.test(character)) return characterClass.tripled;
  return letters.test(character) ? characterClass.spaced : characterClass.none;
}

const unknown = 0xff;
const classes = new Uint8Array(0x1_0000).fill(unknown);

/**
 * The class of the character at a UTF-16 position. A table, filled as characters are met, because retrieval goes through
 * hundreds of thousands of characters for a question and a regular expression takes five times as long.
 */
export function classAt(text: string, position: number): CharacterClass {
  const unit = text.charCodeAt(position);
  const known = classes[unit]!;
  if (known !== unknown) return known as CharacterClass;
  if (unit >= 0xd800 && unit <= 0xdfff) {
    const first = unit >= 0xdc00 && position > 0 ? position - 1 : position;
    return classify(String.fromCodePoint(text.codePointAt(first)!));
  }
  const found = classify(String.fromCharCode(unit));
  classes[unit] = found;
  return found;
}

/** True when a text has characters of scripts that are cut in pairs or triples. */
export function hasUnspacedScript(text: string): boolean {
  return unspacedScripts.test(text);
}
