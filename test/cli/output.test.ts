import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { Output } from '../../main/cli/output.ts';

/** An output whose clock stands still until it is moved, and what it printed on stderr. */
function outputOn(isTTY: boolean) {
  const stderr = Object.assign(new PassThrough(), isTTY ? { isTTY, columns: 20 } : {});
  let now = 5000;
  const output = new Output(
    new PassThrough(),
    stderr,
    () => {},
    () => now,
  );
  return {
    output,
    pass: (milliseconds: number) => {
      now += milliseconds;
    },
    printed: () => String(stderr.read() ?? ''),
  };
}

it('shows what a name in a stranger’s file would tell the terminal to do, and does not do it', () => {
  const { output, printed } = outputOn(true);
  output.say('It has “\u001b]0;owned\u0007\u009b2Jx”,\n\tand more.');
  expect(printed()).toBe('It has “\ufffd]0;owned\ufffd\ufffd2Jx”,\n\tand more.\n');
});

describe('progress', () => {
  it('is one line on a terminal, no wider than it, gone when something else is said', () => {
    const { output, pass, printed } = outputOn(true);
    output.status('Reading the checkpoint…');
    pass(50);
    output.status('Too soon');
    pass(60);
    output.status('Next');
    output.say('Done.');
    expect(printed()).toBe('\r\u001b[2KReading the checkpo\r\u001b[2KNext\r\u001b[2KDone.\n');
  });

  it('is a line a second elsewhere, and none for what takes no longer', () => {
    const { output, pass, printed } = outputOn(false);
    const progress = { done: 3, total: 10, unit: 'pages', rate: 1, secondsLeft: 7 } as const;
    for (let step = 0; step < 30; step += 1) {
      output.status('Reading:', { ...progress, done: step });
      pass(100);
    }
    expect(printed()).toBe(
      ['9', '18', '27'].map((done) => `Reading: ${done} of 10 pages, 1 pages/s, about 7 s left\n`).join(''),
    );
  });
});
