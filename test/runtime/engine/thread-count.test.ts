import { describe, expect, it } from 'vitest';
import { ThreadCount } from '../../../main/runtime/engine/thread-count.ts';

/** Generates tokens on a machine that takes so long with so many threads; returns the threads used for each. */
function generate(count: ThreadCount, tokens: number, ms: (threads: number) => number): number[] {
  return Array.from({ length: tokens }, () => {
    const used = count.threads;
    count.took(1, ms(used));
    return used;
  });
}

const alone = (threads: number): number => 120 / threads;
/** Another program holds a core: threads that wait for each other lose whole time slices. */
const crowded = (threads: number): number => (threads === 1 ? 130 : 2000);

describe('the number of threads', () => {
  it('is all of them on a quiet machine, always', () => {
    expect(new Set(generate(new ThreadCount(2, false), 1000, alone))).toEqual(new Set([2]));
    expect(new Set(generate(new ThreadCount(8, false), 1000, alone))).toEqual(new Set([8]));
  });

  it('falls when something else takes a core, and rises again when it is gone', () => {
    const count = new ThreadCount(2, false);
    generate(count, 50, alone);
    const busy = generate(count, 300, crowded);
    expect(busy.slice(20).filter((threads) => threads === 1).length).toBeGreaterThan(270);
    const quiet = generate(count, 1000, alone);
    expect(quiet.slice(500)).toEqual(Array(500).fill(2));
  });

  it('stays when fewer are no better, as in a long context', () => {
    const count = new ThreadCount(4, false);
    generate(count, 50, alone);
    const used = generate(count, 1000, (threads) => 5 * alone(threads));
    expect(used.filter((threads) => threads === 4).length).toBeGreaterThan(900);
  });

  it('begins low when others have the cores from the beginning, and rises when that was wrong', () => {
    const used = generate(new ThreadCount(2, true), 500, crowded);
    expect(used.filter((threads) => threads === 2).length).toBeLessThan(10);
    const wrong = generate(new ThreadCount(2, true), 500, alone);
    expect(wrong.slice(60)).toEqual(Array(440).fill(2));
  });

  it('does not take a context that fills for a crowd', () => {
    let depth = 0;
    const used = generate(new ThreadCount(4, false), 2000, (threads) => {
      depth += 4;
      return (60 + depth * 0.02) / threads;
    });
    expect(new Set(used)).toEqual(new Set([4]));
  });

  it('is one on a single core', () => {
    const count = new ThreadCount(1, true);
    expect(new Set(generate(count, 100, crowded))).toEqual(new Set([1]));
  });
});
