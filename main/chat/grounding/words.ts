/** Words that say nothing about what a sentence is about. */
const stopWords = new Set(
  `a about above after again all also an and any are as at be because been before being between both but by can could did do does
  doing down during each few for from further had has have having he her here hers him his how i if in into is it its itself just
  like may me might more most much must my no nor not now of off on once one only or other our out over own per said same she should so
  some such than that the their them then there these they this those through to too under until up upon us use used very was
  we were what when where which while who whom why will with would you your yes answer question passage document according states
  stated text page`.split(/\s+/),
);

/** A word without the endings that only grammar asks for: enough to match "stated" with "states". */
function stem(word: string): string {
  if (word.length < 5 || /\d/.test(word)) return word;
  return word
    .replace(/(?:ies|ied)$/, 'y')
    .replace(/(?:ations?|ating|ated|ates?)$/, 'at')
    .replace(/(?:ings?|edly|ed|ers?|es|ly|s|e)$/, '');
}

/** The words of a text that carry meaning, lower case, without accents and endings; numbers without thousands separators. */
export function contentWords(text: string): string[] {
  const plain = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/(?<=\d)[,\u00a0\u202f](?=\d{3}\b)/g, '');
  const words = plain.match(/\d+(?:\.\d+)?|[\p{L}][\p{L}\p{N}]*/gu) ?? [];
  return words.filter((word) => !stopWords.has(word)).map(stem);
}
