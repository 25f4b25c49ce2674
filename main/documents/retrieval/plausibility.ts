import { hasCommonStem, isCommonWord, tokensOf } from '../language/common-words.ts';
import { editDistance, type Slip, slipBetween } from '../language/edits.ts';

/** A word of a question that stands nowhere. */
export interface Typed {
  /** Without case and diacritics. */
  plain: string;
  stem: string;
  /** It is written as names are. */
  isName: boolean;
}

/** What a word that stands nowhere may have been meant to be. */
export interface Guess {
  /** How the documents write it, without case and diacritics. */
  plain: string;
  edits: number;
  /** Words one edit away that are forms of it, written in the documents or not. */
  meant: readonly string[];
  /** The documents write it without a capital. */
  isLowerCase: boolean;
  /** In how many chunks of the documents searched it is, counted up to some limit. */
  here: number;
}

/**
 * What speaks for a slip, and against it for a word that the documents happen not to have. Fitted as a log-linear model of
 * which of both it is, on one half of misspelt words of the questions of two public sets, of well-spelt ones of each that
 * the other set's texts do not have, and of both kinds in five other languages; checked on the other half
 * (docs/retrieval.md). Two edits count less against a slip than was fitted: made by machine, misspellings hardly ever have two.
 */
export const evidenceOfSlip = {
  always: 0.5,
  /** The word is a form of a common one: `dorms`. */
  hasCommonStem: -2.5,
  /** It is made of two tokens, so each half is a frequent run of letters. */
  twoTokens: -2,
  /** What was meant is a common word. */
  commonIsMeant: 1.9,
  twoEdits: -0.9,
  /** Only the stems are near: the words as they are written are not. */
  isFar: -2.5,
  /** It was typed as names are, and what was found is written as other words are. */
  isRatherName: -3.5,
  swapped: 3.1,
  doubled: 2.6,
  leftOut: 1.9,
  /** By the logarithm of how often it was found. */
  here: 0.6,
} as const;
export type SlipEvidence = keyof typeof evidenceOfSlip;

/** Words as they are written are near up to so many edits. */
const near = 2;

/** What another ending changes at most, and what it leaves of the shorter word at least: its letters, and their share. */
const ending = 4;
const leftOver = { letters: 5, share: 0.75 } as const;
/** A word that is the beginning of another one may be this short. */
const shortestWhole = 4;

/** True when a word was rather misspelt than meant as it is, if a guess is what was meant. */
export function isRatherMisspelt(typed: Typed, guess: Guess): boolean {
  const evidence = slipEvidence(typed, guess);
  if (!evidence.isRatherName && isAnotherForm(typed.plain, guess.plain)) return true;
  let sum = 0;
  for (const name of Object.keys(evidenceOfSlip) as SlipEvidence[])
    sum += evidenceOfSlip[name] * evidence[name];
  return sum > 0;
}

/**
 * True when two words begin alike and only end in different ways, which happens to one word in most languages: finding the
 * documents' form of a word that they do not have in this one is no mistake.
 */
export function isAnotherForm(word: string, other: string): boolean {
  const shorter = Math.min(word.length, other.length);
  let alike = 0;
  while (alike < shorter && word[alike] === other[alike]) alike += 1;
  const least = alike === shorter ? shortestWhole : Math.max(leftOver.letters, leftOver.share * shorter);
  return alike >= least && Math.max(word.length, other.length) - alike <= ending;
}

/** The evidence as numbers that are weighed and added. */
export function slipEvidence(
  typed: Typed,
  { plain, edits, meant, isLowerCase, here }: Guess,
): Record<SlipEvidence, number> {
  const slips = new Set<Slip>(meant.map((word) => slipBetween(typed.plain, word)));
  const isSlip = (slip: Slip): number => (slips.has(slip) ? 1 : 0);
  return {
    always: 1,
    hasCommonStem: hasCommonStem(typed.stem) ? 1 : 0,
    twoTokens: tokensOf(typed.plain) <= 2 ? 1 : 0,
    commonIsMeant: [plain, ...meant].some(isCommonWord) ? 1 : 0,
    twoEdits: edits > 1 ? 1 : 0,
    isFar: editDistance(plain, typed.plain, near) > near ? 1 : 0,
    isRatherName: typed.isName && isLowerCase ? 1 : 0,
    swapped: isSlip('swapped'),
    doubled: isSlip('doubled'),
    leftOut: isSlip('left-out'),
    here: Math.log(here + 1),
  };
}
