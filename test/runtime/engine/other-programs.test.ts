import { describe, expect, it } from 'vitest';
import { OtherPrograms } from '../../../main/runtime/engine/other-programs.ts';

/** Two cores of which others use `others` and this process `own`, after so many milliseconds. */
function watched(others: number, own: number, ms: number): number {
  let now = 0;
  const programs = new OtherPrograms({
    cpus: () =>
      [0, 1].map(() => {
        const busy = (now * (others + own)) / 2;
        return { times: { user: busy * 0.6, nice: 0, sys: busy * 0.4, idle: now - busy, irq: 0 } };
      }),
    own: () => ({ user: now * own * 900, system: now * own * 100 }),
    now: () => now,
  });
  now = ms;
  return programs.cores();
}

describe('what other programs use', () => {
  it('is what the cores did less what this process did', () => {
    expect(watched(1.5, 0.4, 300)).toBeCloseTo(1.5);
    expect(watched(0, 1.8, 300)).toBeCloseTo(0);
  });

  it('is nothing where no time has passed', () => {
    expect(watched(2, 0, 0)).toBe(0);
  });
});
