import { spawn } from 'node:child_process';
import { expect, it, vi } from 'vitest';
import { electronFork } from '../../main/electron/fork.ts';

/** A process that says it is there and then does not listen to being asked to end. */
const deaf = `process.on('SIGTERM', () => {}); console.log('here'); setInterval(() => {}, 1000);`;

vi.mock('electron', () => ({
  utilityProcess: {
    fork: () => {
      const child = spawn(process.execPath, ['-e', deaf], { stdio: ['ignore', 'pipe', 'pipe'] });
      return Object.assign(child, { postMessage: () => {} });
    },
  },
}));

it.skipIf(process.platform === 'win32')(
  'a utility process that does not listen to being told to end is ended',
  async () => {
    const child = electronFork('parser', {});
    const gone = new Promise<void>((resolve) => child.onExit(() => resolve()));
    await new Promise<void>((resolve) => child.onError((text) => text.includes('here') && resolve()));
    const began = performance.now();
    child.kill();
    await gone;
    expect(performance.now() - began).toBeGreaterThan(500);
    expect(performance.now() - began).toBeLessThan(10_000);
  },
  20_000,
);
