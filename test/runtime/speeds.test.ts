import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Speeds } from '../../main/runtime/speeds.ts';
import { temporaryFolder } from './support.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());

/** A machine that takes 10 ms a token and 2 µs more for each token before it. */
function learn(speeds: Speeds, from: number, to: number): void {
  for (let position = from; position < to; position += 32)
    speeds.evaluated('model', position, 32, 32 * (10 + 0.002 * (position + 16)));
}

describe('learned speeds', () => {
  it('know nothing at first', () => {
    const speeds = new Speeds(join(folder.path, 'none.json'));
    expect(speeds.prefillSeconds('model', 0, 1000)).toBeNull();
    expect(speeds.tokenMs('model', 0)).toBeNull();
    expect(speeds.loadSeconds('model')).toBeNull();
  });

  it('tell what a prompt will take, deeper tokens costing more', () => {
    const speeds = new Speeds(join(folder.path, 'learned.json'));
    learn(speeds, 0, 3000);
    expect(speeds.prefillSeconds('model', 0, 2000)).toBeCloseTo(24, 1);
    expect(speeds.prefillSeconds('model', 2000, 2000)).toBe(0);
    expect(speeds.prefillSeconds('model', 6000, 6100)!).toBeCloseTo(2.21, 1);
    expect(speeds.tokenMs('model', 5000)).toBeCloseTo(20, 1);
    expect(speeds.prefillSeconds('another', 0, 2000)).toBeNull();
  });

  it('do not make up a slope from tokens that stand together, but keep one they knew', () => {
    const speeds = new Speeds(join(folder.path, 'slope.json'));
    speeds.evaluated('model', 0, 32, 400);
    speeds.evaluated('model', 32, 32, 200);
    speeds.evaluated('model', 64, 32, 100);
    const deep = speeds.tokenMs('model', 8000)!;
    expect(deep).toBeGreaterThan(0);
    expect(deep).toBeLessThan(20);
    learn(speeds, 0, 6000);
    const slope = speeds.tokenMs('model', 1000)! - speeds.tokenMs('model', 0)!;
    for (let again = 0; again < 400; again += 1) speeds.evaluated('model', 100, 32, 320);
    expect(speeds.tokenMs('model', 1000)! - speeds.tokenMs('model', 0)!).toBeCloseTo(slope, 1);
  });

  it('survive a restart', () => {
    const file = join(folder.path, 'deeper', 'speeds.json');
    const speeds = new Speeds(file);
    learn(speeds, 0, 3000);
    speeds.loaded('model', 1500);
    speeds.save();
    const again = new Speeds(file);
    expect(again.prefillSeconds('model', 0, 2000)).toBe(speeds.prefillSeconds('model', 0, 2000));
    expect(again.loadSeconds('model')).toBe(1.5);
  });

  it('are not overthrown by a slow moment after a restart, but follow a machine that has become slower', () => {
    const file = join(folder.path, 'slow.json');
    const speeds = new Speeds(file);
    learn(speeds, 0, 6000);
    speeds.save();
    const again = new Speeds(file);
    const before = again.prefillSeconds('model', 0, 4000)!;
    for (let batch = 0; batch < 3; batch += 1) again.evaluated('model', 32 * batch, 32, 32 * 100);
    expect(again.prefillSeconds('model', 0, 4000)!).toBeLessThan(before * 4);
    for (let batch = 0; batch < 100; batch += 1) again.evaluated('model', 32 * batch, 32, 32 * 100);
    expect(again.prefillSeconds('model', 0, 4000)!).toBeGreaterThan(before * 5);
  });

  it('begin anew when their file is damaged', () => {
    const file = join(folder.path, 'damaged.json');
    writeFileSync(file, '{"model": {"base": "fast"}}');
    expect(new Speeds(file).tokenMs('model', 0)).toBeNull();
  });
});
