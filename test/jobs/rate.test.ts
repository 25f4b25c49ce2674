import { describe, expect, it } from 'vitest';
import { RateMeter } from '../../main/jobs/rate.ts';

const bytes = (done: number, total: number | null = 1000) => ({ done, total, unit: 'bytes' as const });

describe('RateMeter', () => {
  it('claims nothing before a second has passed', () => {
    const meter = new RateMeter();
    expect(meter.measure(bytes(0), 0)).toEqual({ rate: null, secondsLeft: null });
    expect(meter.measure(bytes(50), 500)).toEqual({ rate: null, secondsLeft: null });
  });

  it('finds a steady rate exactly, however often it is asked', () => {
    for (const stepMs of [100, 250, 2000]) {
      const meter = new RateMeter();
      let last = meter.measure(bytes(0), 0);
      for (let at = stepMs; at <= 4000; at += stepMs) last = meter.measure(bytes(at / 10), at);
      expect(last.rate).toBeCloseTo(100, 6);
      expect(last.secondsLeft).toBeCloseTo(6, 6);
    }
  });

  it('does not count what was there before it began', () => {
    const meter = new RateMeter();
    meter.measure(bytes(900), 0);
    expect(meter.measure(bytes(910), 2000)).toMatchObject({ rate: 5, secondsLeft: 18 });
  });

  it('follows a change of speed within some seconds', () => {
    const meter = new RateMeter();
    meter.measure(bytes(0, 1e6), 0);
    for (let s = 1; s <= 60; s++) meter.measure(bytes(s * 100, 1e6), s * 1000);
    let rate = 0;
    for (let s = 1; s <= 20; s++) rate = meter.measure(bytes(6000 + s * 10, 1e6), (60 + s) * 1000).rate!;
    expect(rate).toBeGreaterThan(10);
    expect(rate).toBeLessThan(20);
  });

  it('has no time left to tell while nothing moves, and none when all is done', () => {
    const meter = new RateMeter();
    meter.measure(bytes(0), 0);
    expect(meter.measure(bytes(0), 5000)).toEqual({ rate: 0, secondsLeft: null });
    expect(meter.measure(bytes(1000), 6000).secondsLeft).toBe(0);
  });

  it('begins anew when the count goes back or counts something else', () => {
    const meter = new RateMeter();
    meter.measure(bytes(0), 0);
    meter.measure(bytes(500), 5000);
    expect(meter.measure(bytes(10), 6000).rate).toBeNull();
    meter.measure(bytes(500), 9000);
    expect(meter.measure({ done: 1, total: 10, unit: 'tensors' }, 10_000).rate).toBeNull();
  });

  it('knows a rate but no time left when the total is not known', () => {
    const meter = new RateMeter();
    meter.measure(bytes(0, null), 0);
    expect(meter.measure(bytes(20, null), 2000)).toEqual({ rate: 10, secondsLeft: null });
  });
});
