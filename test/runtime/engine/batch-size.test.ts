import { describe, expect, it } from 'vitest';
import { BatchSize } from '../../../main/runtime/engine/batch-size.ts';

describe('how many tokens are evaluated at a time', () => {
  it('begins small where nothing is known', () => {
    expect(new BatchSize(512, null).next()).toBe(32);
  });

  it('is as many as fit into the time, in steps of thirty-two', () => {
    const size = new BatchSize(512, null);
    size.took(32, 32 * 10);
    expect(size.next()).toBe(96);
    expect(size.next() * 10).toBeLessThanOrEqual(1000);
  });

  it('follows a machine that becomes slower, as it does when the context fills', () => {
    const size = new BatchSize(512, 2);
    expect(size.next()).toBe(480);
    for (let batch = 0; batch < 5; batch += 1) size.took(size.next(), size.next() * 40);
    expect(size.next()).toBe(32);
  });

  it('never exceeds what the context was made for, and never comes to a halt', () => {
    expect(new BatchSize(32, 0.01).next()).toBe(32);
    expect(new BatchSize(64, 10_000).next()).toBe(32);
    expect(new BatchSize(4, null).next()).toBe(4);
  });

  it('does not learn from a short rest', () => {
    const size = new BatchSize(64, 5);
    size.took(31, 3000);
    expect(size.tokenMs).toBe(5);
  });
});
