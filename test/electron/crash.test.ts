import { EventEmitter } from 'node:events';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { reviveWindow } from '../../main/electron/crash.ts';
import { silentLog } from '../../main/log.ts';

const asked: string[][] = [];
let choice = 0;
let quits = 0;
vi.mock('electron', () => ({
  app: { quit: () => (quits += 1) },
  dialog: {
    showMessageBoxSync: (_window: unknown, { buttons }: { buttons: string[] }) => {
      asked.push(buttons);
      return choice;
    },
  },
}));

/** A window whose page can be made to die. */
function windowOf(now: () => number) {
  const webContents = Object.assign(new EventEmitter(), { reloads: 0, reload: () => webContents.reloads++ });
  reviveWindow({ webContents, isDestroyed: () => false } as never, silentLog, now);
  const die = (reason = 'crashed'): void =>
    void webContents.emit('render-process-gone', {}, { reason, exitCode: 5 });
  return { webContents, die };
}

beforeEach(() => {
  asked.length = 0;
  choice = 0;
  quits = 0;
});

describe('a page that dies', () => {
  it('is loaded anew when the person wants it, and again after a quiet minute', () => {
    let now = 0;
    const { webContents, die } = windowOf(() => now);
    die();
    now += 60_001;
    die();
    expect([webContents.reloads, quits]).toEqual([2, 0]);
    expect(asked).toEqual([
      ['Load again', 'Quit'],
      ['Load again', 'Quit'],
    ]);
  });

  it('twice within a minute is not loaded a third time', () => {
    let now = 0;
    const { webContents, die } = windowOf(() => now);
    die();
    now += 30_000;
    die('oom');
    expect([webContents.reloads, quits]).toEqual([1, 1]);
    expect(asked.at(-1)).toEqual(['Quit']);
  });

  it('ends the program when the person wants that', () => {
    choice = 1;
    const { webContents, die } = windowOf(() => 0);
    die();
    expect([webContents.reloads, quits]).toEqual([0, 1]);
  });

  it('as it should, when its window is closed, is no matter', () => {
    windowOf(() => 0).die('clean-exit');
    expect(asked).toEqual([]);
  });
});
