import { readdirSync, rmSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { type Started, startProgram } from './started.ts';

let started: Started;
afterAll(() => rmSync(started.data, { recursive: true, force: true }));

describe('a start that finds the lock taken', () => {
  it('ends without touching the data folder', async () => {
    process.env.DOUBLE_SECOND_INSTANCE = 'yes';
    started = startProgram();
    expect(started.double.records.quits).toBe(1);
    expect(started.double.records.order).not.toContain('whenReady');
    expect(readdirSync(started.data)).toEqual([]);
  });
});
