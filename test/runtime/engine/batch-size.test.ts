import { describe, expect, it } from 'vitest';
import { BatchSize, batchMs } from '../../../main/runtime/engine/batch-size.ts';

describe('how many tokens are evaluated at a time', () => {
  it('begins small where nothing is known', () => {
    expect(new BatchSize(512, 1000, null).next()).toBe(32);
  });

  it('is as many as fit into the time, in steps of thirty-two', () => {
    const size = new BatchSize(512, 1000, null);
    size.took(32, 32 * 10);
    expect(size.next()).toBe(96);
    expect(size.next() * 10).toBeLessThanOrEqual(1000);
  });

  it('is more where somebody waits for the answer than where a prompt is read ahead', () => {
    expect(new BatchSize(512, batchMs.forAnswer, 10).next()).toBe(192);
    expect(new BatchSize(512, batchMs.ahead, 10).next()).toBe(96);
  });

  it('follows a machine that becomes slower, as it does when the context fills', () => {
    const size = new BatchSize(512, 1000, 2);
    expect(size.next()).toBe(480);
    for (let batch = 0; batch < 5; batch += 1) size.took(size.next(), size.next() * 40);
    expect(size.next()).toBe(32);
  });

  it('never exceeds what the context was made for, and never comes to a halt', () => {
    expect(new BatchSize(32, 1000, 0.01).next()).toBe(32);
    expect(new BatchSize(64, 1000, 10_000).next()).toBe(32);
    expect(new BatchSize(4, 1000, null).next()).toBe(4);
  });

  it('does not learn from a short rest', () => {
    const size = new BatchSize(64, 1000, 5);
    size.took(31, 3000);
    expect(size.tokenMs).toBe(5);
  });
});
