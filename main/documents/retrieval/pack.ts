import type { Passage } from '../../../preload/contract/index.ts';
import { eachWord } from '../language/words.ts';
import { hasWordsIn } from './fusion.ts';
import type { Window } from './windows.ts';

/** What became of a window on its way to the passages. */
export type Fate = 'included' | 'no-words' | 'duplicate' | 'no-room' | 'limit';

export interface Packed {
  passages: Passage[];
  leftOut: Passage[];
}

/** Passages that share this much of their words say the same: the same press release in two files, a repeated disclaimer. */
const sameWords = 0.85;
/** The next best passages are listed up to this many, for the person to see what did not fit. */
const mostLeftOut = 20;
/** A passage that does not fit whole is still shown in part when there is room for this many tokens. */
const leastRoom = 48;

/**
 * Takes windows, best first, as long as there is room.
 * @param make cuts a passage out of a window
 * @param onFate told what became of each window that was looked at
 */
export function pack(
  windows: Iterable<Window>,
  room: { budget: number; limit: number },
  make: (window: Window) => Passage,
  onFate: (window: Window, fate: Fate) => void = () => {},
): Packed {
  const passages: Passage[] = [];
  const leftOut: Passage[] = [];
  const seen: Set<string>[] = [];
  let { budget } = room;
  for (const window of windows) {
    if (leftOut.length >= mostLeftOut) break;
    if (window.vectorRank === null && !hasWordsIn(window)) {
      onFate(window, 'no-words');
      continue;
    }
    let passage = make(window);
    const words = wordsOf(passage.text);
    if (seen.some((other) => similarity(words, other) >= sameWords)) {
      onFate(window, 'duplicate');
      continue;
    }
    if (passage.tokens > budget && budget >= leastRoom && passages.length < room.limit) {
      const part = shrink(window, budget);
      if (part) passage = make(part);
    }
    if (passages.length >= room.limit || passage.tokens > budget) {
      onFate(window, passages.length >= room.limit ? 'limit' : 'no-room');
      leftOut.push(passage);
      continue;
    }
    onFate(window, 'included');
    seen.push(words);
    passages.push(passage);
    budget -= passage.tokens;
  }
  return { passages, leftOut };
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
