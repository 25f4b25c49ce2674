import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import { Readable } from 'node:stream';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { electronFork, signalOf } from '../../main/electron/fork.ts';

/** A process that ends by itself. */
const brief = `process.kill(process.pid, 'SIGKILL');`;
/** A process that says it is there and then does not listen to being asked to end. */
const deaf = `process.on('SIGTERM', () => {}); console.log('here'); setInterval(() => {}, 1000);`;
const children: ChildProcess[] = [];
/** What Electron's own `kill` answers; false is for a process that is not there yet, and does nothing. */
let canBeTold = true;
let program = deaf;

vi.mock('electron', () => ({
  utilityProcess: {
    fork: () => {
      const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'pipe'] });
      children.push(child);
      const said = new Readable({ read: () => {} });
      child.stdout.on('data', (data: Buffer) => said.push(data));
      const emit = child.emit.bind(child);
      // As `waitpid` reports it.
      child.emit = (event: string, ...rest: unknown[]) => {
        if (event !== 'exit') return emit(event, ...rest);
        const isHeard = emit('exit', rest[0] ?? constants.signals[rest[1] as NodeJS.Signals]);
        // As Electron does. What was said last is still under way then.
        said.removeAllListeners();
        setTimeout(() => {
          said.push(' heap out of memory');
          said.push(null);
        }, 20);
        return isHeard;
      };
      const kill = child.kill.bind(child);
      return Object.assign(child, {
        stdout: null,
        stderr: said,
        postMessage: () => {},
        kill: () => canBeTold && kill(),
      });
    },
  },
}));

afterEach(() => {
  canBeTold = true;
  program = deaf;
  // One that a test failed to end.
  for (const { pid, exitCode, signalCode } of children.splice(0))
    if (pid && exitCode === null && signalCode === null) process.kill(pid, 'SIGKILL');
});

const exitOf = (child: ReturnType<typeof electronFork>): Promise<[number | null, string | null]> =>
  new Promise((resolve) => child.onExit((code, signal) => resolve([code, signal])));

describe.skipIf(process.platform === 'win32')('a utility process', () => {
  it('that does not listen to being told to end is ended, and by what is told', async () => {
    const child = electronFork('parser', {});
    const exit = exitOf(child);
    await new Promise<void>((resolve) => child.onError((text) => text.includes('here') && resolve()));
    const began = performance.now();
    child.kill();
    expect(await exit).toEqual([null, 'SIGKILL']);
    expect(performance.now() - began).toBeGreaterThan(500);
    expect(performance.now() - began).toBeLessThan(10_000);
  }, 20_000);

  it('is heard to its last word before its end is told', async () => {
    program = brief;
    const child = electronFork('parser', {});
    let heard = '';
    child.onError((text) => {
      heard += text;
    });
    expect(await exitOf(child)).toEqual([null, 'SIGKILL']);
    expect(heard).toBe(' heap out of memory');
  }, 20_000);

  it('that is told to end before it is there ends all the same', async () => {
    canBeTold = false;
    const child = electronFork('parser', {});
    const exit = exitOf(child);
    child.kill();
    canBeTold = true;
    expect((await exit)[0]).toBeNull();
  }, 20_000);
});

describe('what Electron calls an exit code', () => {
  it.each([
    [9, 'SIGKILL'],
    [137, 'SIGKILL'],
    [11, 'SIGSEGV'],
    [139, 'SIGSEGV'],
    [6, 'SIGABRT'],
    [0, null],
    [1, null],
    [70, null],
  ])('%i is %s', (code, signal) => expect(signalOf(code, 'linux')).toBe(signal));

  it('is one on Windows', () => expect(signalOf(9, 'win32')).toBeNull());
});
