import type { Unsupported } from '../../../preload/contract/index.ts';
import { sentencesOf } from './sentences.ts';

const months = 'january february march april may june july august september october november december'.split(
  ' ',
);
const monthPattern = months.map((month) => `${month}|${month.slice(0, 3)}\\.?`).join('|');

/** "5 June 1999", "June 5th, 1999", "June 1999", "1999-06-05". */
const datePattern = new RegExp(
  `\\b(?:(\\d{1,2})(?:st|nd|rd|th)?\\s+(?:of\\s+)?(${monthPattern})(?:,?\\s+(\\d{4}))?|(${monthPattern})\\s+(\\d{1,2})(?:st|nd|rd|th)?\\b(?:,?\\s+(\\d{4}))?|(${monthPattern}),?\\s+(\\d{4})|(\\d{4})-(\\d{2})-(\\d{2}))\\b`,
  'giu',
);
/** Digits with their separators, also in "1990s", "5th" and "40%"; not digits inside a word such as "B12". */
const numberPattern = /(?<![\p{L}\p{N}])\d(?:[\d.,\u00a0\u202f]*\d)?/gu;
/** One or more capitalised words in a row, with the small words that join names. */
const namePattern =
  /(?<![\p{L}\p{N}])\p{Lu}[\p{L}\p{M}'’.-]*(?:\s+(?:of|the|de|van|von|der|di|da|la|le|and)(?=\s+\p{Lu})|\s+\p{Lu}[\p{L}\p{M}'’.-]*)*/gu;

/** Words that begin sentences and headings with a capital, or are capitalised in English without naming anyone. */
const ordinary = new Set(
  `a an the this that these those it its i he she they we you his her their our your my in on at of for from by with without as is are was were
  there here when where what which who why how if but and or nor so yet not no yes because although though while after before during since until
  however therefore thus hence also additionally furthermore moreover finally first second third one two three some many most
  all each every both either neither other another such only according based answer question passage passages document documents page note
  unfortunately please sorry nothing none monday tuesday wednesday thursday friday saturday sunday ${months.join(' ')}`.split(
    /\s+/,
  ),
);

function plain(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

/** A number by its value: "1,234.50" and "1234.5" are the same. */
function numberKey(raw: string): string {
  const digits = raw.replace(/[\u00a0\u202f]/g, '');
  const grouped = /^\d{1,3}(?:,\d{3})+(?:\.\d+)?$/.test(digits)
    ? digits.replaceAll(',', '')
    : digits.replace(/,(?=\d{1,2}$)/, '.');
  const value = grouped.replaceAll(',', '');
  return /^\d+(\.\d+)?$/.test(value) ? String(Number(value)) : value;
}

function dateKey(match: RegExpMatchArray): string {
  const month = (name: string | undefined) =>
    name === undefined
      ? ''
      : String(months.findIndex((candidate) => candidate.startsWith(name.toLowerCase().slice(0, 3))) + 1);
  const [, dayA, monthA, yearA, monthB, dayB, yearB, monthC, yearC, yearD, monthD, dayD] = match;
  const year = yearA ?? yearB ?? yearC ?? yearD ?? '';
  const day = dayA ?? dayB ?? dayD ?? '';
  const name = monthA ?? monthB ?? monthC;
  return [year, name ? month(name) : String(Number(monthD)), day && String(Number(day))].join('/');
}

/** Everything in the sources that an answer may say, in comparable form. */
interface Known {
  numbers: Set<string>;
  dates: Set<string>;
  words: Set<string>;
}

function knownOf(sources: readonly string[]): Known {
  const known: Known = { numbers: new Set(), dates: new Set(), words: new Set() };
  for (const source of sources) {
    for (const match of source.matchAll(numberPattern)) known.numbers.add(numberKey(match[0]));
    for (const match of source.matchAll(datePattern)) {
      const key = dateKey(match);
      known.dates.add(key);
      const [year, month, day] = key.split('/') as [string, string, string];
      known.dates.add(`${year}/${month}/`);
      known.dates.add(`/${month}/${day}`);
    }
    for (const word of plain(source).match(/[\p{L}\p{N}]+/gu) ?? []) known.words.add(word);
  }
  return known;
}

/** A name is known when every one of its words stands in the sources; a possessive or plural s may be missing. */
function isKnownName(name: string, known: Known): boolean {
  const words = plain(name).match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.every(
    (word) =>
      word.length === 1 ||
      ordinary.has(word) ||
      known.words.has(word) ||
      (word.endsWith('s') && known.words.has(word.slice(0, -1))),
  );
}

/**
 * Numbers, dates and names of an answer that stand in none of the sources: the passages the model was given, and what the
 * person wrote. Numbers match by value, dates by day, month and year, names word by word. Offsets are UTF-16 units of the answer.
 */
export function findUnsupported(answer: string, sources: readonly string[]): Unsupported[] {
  const known = knownOf(sources);
  const marks: Unsupported[] = [];
  const taken: [number, number][] = [];
  const isTaken = (start: number, end: number) => taken.some(([from, to]) => start < to && end > from);

  for (const match of answer.matchAll(datePattern)) {
    const end = match.index + match[0].length;
    taken.push([match.index, end]);
    if (!known.dates.has(dateKey(match))) marks.push({ start: match.index, end, kind: 'date' });
  }
  for (const match of answer.matchAll(numberPattern)) {
    const end = match.index + match[0].length;
    if (isTaken(match.index, end) || isListNumber(answer, match.index, end)) continue;
    taken.push([match.index, end]);
    if (!known.numbers.has(numberKey(match[0]))) marks.push({ start: match.index, end, kind: 'number' });
  }
  for (const sentence of sentencesOf(answer)) {
    for (const match of sentence.text.matchAll(namePattern)) {
      const name = match[0].replace(/(?:['’]s)?[.’'-]*$/u, '');
      const start = sentence.start + match.index;
      const end = start + name.length;
      if (isTaken(start, end) || isKnownName(name, known)) continue;
      // The first word of a sentence has its capital from its place; alone it is taken for an ordinary word.
      if (match.index === firstLetter(sentence.text) && !/\s/.test(name)) continue;
      marks.push({ start, end, kind: 'name' });
    }
  }
  return marks.sort((a, b) => a.start - b.start);
}

/** "1." or "2)" at the beginning of a line numbers a list item, and "[3]" a passage; neither says anything. */
function isListNumber(text: string, start: number, end: number): boolean {
  const before = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  return (
    (/^\s*$/.test(before) && /^[.)]\s/.test(text.slice(end - (text[end - 1] === '.' ? 1 : 0)))) ||
    (text[start - 1] === '[' && text[end] === ']')
  );
}

function firstLetter(text: string): number {
  return text.search(/\p{L}/u);
}
