/** Common words of one token each, with the blank before them. */
const words = [
  'time',
  'year',
  'people',
  'way',
  'day',
  'man',
  'thing',
  'woman',
  'life',
  'child',
  'world',
  'school',
];

/**
 * A text of exactly so many tokens, which is no repetition of itself. Texts with another `seed` differ from the first word on.
 */
export function textOf(tokens: number, seed: number): string {
  let state = seed * 2_654_435_761 + 1;
  let text = '';
  for (let index = 0; index < tokens; index += 1) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    text += ` ${words[(state >>> 16) % words.length]}`;
  }
  return text;
}
