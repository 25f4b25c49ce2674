/**
 * Signs that bytes were decoded with the wrong table: symbols and control characters in the middle of words, and words
 * that mix alphabets. Real texts have a few (`IBM-овский`, `C©opyleft`), wrongly decoded ones have one every other word.
 */
export function oddities(text: string): number {
  return (text.match(symbolInWord)?.length ?? 0) + (text.match(mixedAlphabets)?.length ?? 0);
}

/** Accents that stand alone count as symbols; what joins parts of words in some language does not. */
const symbolInWord =
  /(?<=\p{L})[\u0080-\u009F\u00A0-\u00A6\u00A8-\u00AC\u00AE-\u00B1\u00B4-\u00B6\u00B8-\u00BF×÷\u02C7\u02D8-\u02DD\u2020\u2021\u2022\u2030\u20AC\u2500-\u25FF\uFFFD](?=\p{L})/gu;

const mixedAlphabets =
  /\p{Script=Latin}[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Hebrew}\p{Script=Arabic}]|[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Hebrew}\p{Script=Arabic}]\p{Script=Latin}/gu;

/** Encodings that share most of their letters with another, or that short texts are mistaken for, and what to try instead. */
const alternatives: Readonly<Record<string, readonly string[]>> = {
  'windows-1250': ['iso-8859-2'],
  'iso-8859-2': ['windows-1250'],
  'x-mac-cyrillic': ['windows-1252', 'macintosh'],
  'windows-1251': ['windows-1252'],
  'koi8-r': ['windows-1252', 'macintosh'],
  'windows-1253': ['windows-1252'],
  'windows-1255': ['windows-1252'],
};

/** `guess`, or another encoding in which the sample reads far better. */
export function morePlausible(sample: Uint8Array, guess: string): string {
  const others = alternatives[guess];
  if (!others) return guess;
  const oddness = (name: string): number => oddities(new TextDecoder(name).decode(sample));
  const own = oddness(guess);
  if (own === 0) return guess;
  const best = others.map((name) => ({ name, count: oddness(name) })).sort((a, b) => a.count - b.count)[0]!;
  return best.count * 4 < own ? best.name : guess;
}
