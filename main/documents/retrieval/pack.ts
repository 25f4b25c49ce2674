import type { Passage } from '../../../preload/contract/index.ts';
import { eachWord } from '../language/words.ts';
import { hasWordsIn } from './fusion.ts';
import type { Window } from './windows.ts';

/** What became of a window on its way to the passages. */
export type Fate = 'included' | 'no-words' | 'duplicate' | 'no-room' | 'limit';

/**
 * When a passage joins its neighbour. It takes the neighbour's place, and what ranks between the two comes that much later: so
 * among the first passages only those that rank close together are joined, to so many tokens; after them, under a budget, all are. Never over the end of
 * a page: a page is the place that people are told.
 */
const joining = { closest: 4, most: 450, afterTokens: 2000 } as const;

/** How much is wanted. */
export interface Room {
  /** BTLM tokens of all passages. */
  budget: number;
  /** Passages. */
  limit: number;
  /** Also list the next best passages, for a person to see what did not fit. */
  tellsLeftOut: boolean;
  /** Where the budget leaves room after everything with words of the question, take what stands around that. */
  fills: boolean;
}

export interface Packed {
  passages: Passage[];
  leftOut: Passage[];
}

/** Passages that share this much of their words say the same: the same press release in two files, a repeated disclaimer. */
const sameWords = 0.85;
/** So many windows that do not fit are tried before what is left of the budget stays empty; they are what is told as left out. */
const mostLeftOut = 20;
/** A passage that does not fit whole is still shown in part when there is room for this many tokens. */
const leastRoom = 48;

/**
 * Takes windows, best first, as long as there is room; those that follow each other in a document become one passage.
 * @param make cuts a passage out of a window
 * @param onFate told what became of each window that was looked at
 */
export function pack(
  windows: Iterable<Window>,
  room: Room,
  make: (window: Window) => Passage,
  onFate: (window: Window, fate: Fate) => void = () => {},
): Packed {
  const packing = new Packing(room, make);
  const withoutWords: Window[] = [];
  for (const window of windows) {
    if (packing.isOver) break;
    if (window.vectorRank !== null || hasWordsIn(window)) onFate(window, packing.take(window));
    else withoutWords.push(window);
  }
  for (const window of withoutWords) {
    const isTaken = room.fills && !packing.isEmpty && !packing.isOver;
    onFate(window, isTaken ? packing.take(window) : 'no-words');
  }
  return packing.packed;
}

/** A passage that was taken, and the stretch it is. */
interface Taken {
  window: Window;
  passage: Passage;
  /** How many windows had been taken before the last that became part of it. */
  order: number;
  /** It stands after the first passages, under a budget. */
  readonly isLate: boolean;
}

/** What was taken so far. */
class Packing {
  readonly #room: Room;
  readonly #make: (window: Window) => Passage;
  readonly #taken: Taken[] = [];
  readonly #leftOut: Passage[] = [];
  /** The words of each window that was taken. */
  readonly #seen: Set<string>[] = [];
  #tokens = 0;
  #passedOver = 0;

  constructor(room: Room, make: (window: Window) => Passage) {
    this.#room = room;
    this.#make = make;
  }

  get packed(): Packed {
    return { passages: this.#taken.map(({ passage }) => passage), leftOut: this.#leftOut };
  }

  get isEmpty(): boolean {
    return this.#taken.length === 0;
  }

  /** Nothing more can be taken, or is worth trying. */
  get isOver(): boolean {
    return this.#passedOver >= mostLeftOut || (!this.#room.tellsLeftOut && this.#isAtLimit);
  }

  take(window: Window): Fate {
    let fitting = window;
    let passage = this.#make(window);
    const words = wordsOf(passage.text);
    if (this.#seen.some((other) => similarity(words, other) >= sameWords)) return 'duplicate';
    if (passage.tokens > this.#left && this.#left >= leastRoom && !this.#isAtLimit) {
      fitting = shrink(window, this.#left) ?? window;
      if (fitting !== window) passage = this.#make(fitting);
    }
    if (!this.#join(fitting)) {
      if (this.#isAtLimit || passage.tokens > this.#left) {
        this.#passedOver += 1;
        if (this.#room.tellsLeftOut) this.#leftOut.push(passage);
        return this.#isAtLimit ? 'limit' : 'no-room';
      }
      const isLate = this.#tokens >= joining.afterTokens && this.#room.budget < Number.POSITIVE_INFINITY;
      this.#taken.push({ window: fitting, passage, order: this.#seen.length, isLate });
      this.#tokens += passage.tokens;
    }
    this.#seen.push(words);
    return 'included';
  }

  get #left(): number {
    return this.#room.budget - this.#tokens;
  }

  get #isAtLimit(): boolean {
    return this.#taken.length >= this.#room.limit;
  }

  /** Makes a window part of a passage that it follows or precedes; false when there is none that it may join. */
  #join(window: Window): boolean {
    for (const taken of this.#taken) {
      if (!taken.isLate && this.#seen.length - taken.order > joining.closest) continue;
      const joined = joinedWindow(taken.window, window);
      if (!joined || (!taken.isLate && joined.tokens > joining.most)) continue;
      const passage = this.#make(joined);
      const more = passage.tokens - taken.passage.tokens;
      const { page, lastPage } = taken.passage;
      const isOnOtherPages = passage.page !== page || passage.lastPage !== lastPage;
      if (more > this.#left || isOnOtherPages) continue;
      taken.window = joined;
      taken.passage = passage;
      taken.order = this.#seen.length;
      this.#tokens += more;
      return true;
    }
    return false;
  }
}

/** Two windows as one, with the better one's score; null when something stands between them. */
function joinedWindow(better: Window, other: Window): Window | null {
  const { region } = better;
  if (other.region !== region) return null;
  const isAfter = other.first === better.last + 1;
  if (!isAfter && other.last + 1 !== better.first) return null;
  if (region.units[isAfter ? other.first : better.first]!.isAfterGap) return null;
  return {
    ...better,
    first: Math.min(better.first, other.first),
    last: Math.max(better.last, other.last),
    tokens: better.tokens + other.tokens,
  };
}

/** The units around the best one that have room; null when not even that one has. */
function shrink(window: Window, budget: number): Window | null {
  const { units, scores } = window.region;
  let { best: first, best: last } = window;
  let { tokens } = units[first]!;
  if (tokens > budget) return null;
  for (;;) {
    const before = first > window.first ? scores[first - 1]! : Number.NEGATIVE_INFINITY;
    const after = last < window.last ? scores[last + 1]! : Number.NEGATIVE_INFINITY;
    if (before === after) break; // both are ends
    const next = after > before ? last + 1 : first - 1;
    // A unit's tokens are counted with the white space before it; two more are kept for what differs at the edges.
    if (tokens + units[next]!.tokens + 2 > budget) break;
    tokens += units[next]!.tokens;
    if (after > before) last = next;
    else first = next;
  }
  return { ...window, first, last, tokens };
}

function wordsOf(text: string): Set<string> {
  const words = new Set<string>();
  eachWord(text, ({ stem }) => words.add(stem));
  return words;
}

/** Jaccard's: what two texts have in common, of what either has. */
function similarity(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const small = Math.min(a.size, b.size);
  if (small === 0 || small / Math.max(a.size, b.size) < sameWords) return 0;
  const common = a.intersection(b).size;
  return common / (a.size + b.size - common);
}
