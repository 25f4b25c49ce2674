import type { Writable } from 'node:stream';
import type { Progress } from '../../preload/contract/index.ts';
import { describeProgress } from './progress.ts';

/** A stream that may be a terminal. */
export type Terminal = Writable & { isTTY?: boolean; columns?: number };

/** Somewhat less than a second, so that what is told once a second comes out once a second. */
const millisecondsBetweenLines = 900;

/** Text that a terminal shows and does not obey: names in files of strangers may hold its commands. */
function inert(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not pass.
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '\ufffd');
}

/**
 * What a command prints: results on stdout, one write at a time so that a slow reader slows the command down;
 * sentences and progress on stderr. On a terminal progress is one line that changes; elsewhere, as in a log, it is a line a
 * second, and none for what takes no longer.
 */
export class Output {
  readonly #stdout: Writable;
  readonly #stderr: Terminal;
  #isStatusShown = false;
  #isBroken = false;
  #statusAt: number | null = null;
  readonly #clock: () => number;

  constructor(
    stdout: Writable,
    stderr: Terminal,
    onBrokenPipe: () => void,
    clock: () => number = () => performance.now(),
  ) {
    this.#clock = clock;
    this.#stdout = stdout;
    this.#stderr = stderr;
    // The reader of `bittern … | head` may leave at any time; that is no error.
    stdout.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_DESTROYED') throw error;
      this.#isBroken = true;
      onBrokenPipe();
    });
    stderr.on('error', () => {});
  }

  /** Writes text as it is. Resolves when the reader has taken it, or is gone. */
  async write(text: string): Promise<void> {
    if (this.#isBroken || text === '') return;
    this.clearStatus();
    await new Promise<void>((resolve) => this.#stdout.write(text, () => resolve()));
  }

  async line(text: string): Promise<void> {
    await this.write(`${text}\n`);
  }

  /** One JSON object on a line of its own. */
  async json(value: unknown): Promise<void> {
    await this.line(JSON.stringify(value));
  }

  /** A sentence for people. */
  say(text: string): void {
    this.clearStatus();
    this.#stderr.write(`${inert(text)}\n`);
  }

  /** What is going on now, on a line that the next thing printed replaces. */
  status(text: string, progress: Progress | null = null): void {
    const now = this.#clock();
    const full = inert(progress ? `${text} ${describeProgress(progress)}` : text);
    if (!this.#stderr.isTTY) {
      this.#statusAt ??= now;
      if (now - this.#statusAt < millisecondsBetweenLines) return;
      this.#statusAt = now;
      this.#stderr.write(`${full}\n`);
      return;
    }
    if (this.#isStatusShown && now - (this.#statusAt ?? 0) < 100) return;
    this.#statusAt = now;
    this.#isStatusShown = true;
    this.#stderr.write(`\r\u001b[2K${full.slice(0, (this.#stderr.columns ?? 80) - 1)}`);
  }

  clearStatus(): void {
    if (!this.#isStatusShown) return;
    this.#isStatusShown = false;
    this.#stderr.write('\r\u001b[2K');
  }
}
