import type { Database } from 'better-sqlite3';

/** Places in the shared memory. */
const wanted = 0;
const held = 1;

/** Longest wait for the other side, in milliseconds. Beyond it SQLite's own lock decides, which is right but not fair. */
const patience = 2000;

/**
 * Who may write next: main's thread, for which the window waits, goes before a thread that writes in the background. SQLite
 * lets one connection write at a time, but whoever waits for it sleeps and looks again, up to 100 ms later, and a thread
 * that takes the lock anew each time it has let go of it can keep the other one waiting for seconds.
 *
 * This is no lock that anything depends on: where it is not heeded, or a thread has died while it held it, SQLite's is
 * still there.
 */
export class WriteTurn {
  /** To be handed to a thread that writes in the background. */
  readonly memory: SharedArrayBuffer;
  readonly #words: Int32Array;

  constructor(memory = new SharedArrayBuffer(8)) {
    this.memory = memory;
    this.#words = new Int32Array(memory);
  }

  /** Does a piece of writing as soon as the background has finished the one it is at. Calls may be nested. */
  first<T>(write: () => T): T {
    Atomics.add(this.#words, wanted, 1);
    try {
      if (Atomics.load(this.#words, held) === 1) this.#waitUntilLetGo();
      return write();
    } finally {
      if (Atomics.sub(this.#words, wanted, 1) === 1) Atomics.notify(this.#words, wanted);
    }
  }

  /** Does a piece of writing, a short one, when main does not want to. For one thread, which is not main's. */
  inBackground<T>(write: () => T): T {
    this.#take();
    try {
      return write();
    } finally {
      this.release();
    }
  }

  /** Says that nothing is written in the background; also for a thread that has died at it. */
  release(): void {
    Atomics.store(this.#words, held, 0);
    Atomics.notify(this.#words, held);
  }

  #waitUntilLetGo(): void {
    try {
      Atomics.wait(this.#words, held, 1, patience);
    } catch {
      // An engine may forbid a program's main thread to wait like this. Then the turn is SQLite's to give.
    }
  }

  #take(): void {
    const until = performance.now() + patience;
    for (;;) {
      Atomics.store(this.#words, held, 1);
      // Looked at after the other word is set, as main does it: so at least one of the two sees the other.
      const waiting = Atomics.load(this.#words, wanted);
      const left = until - performance.now();
      if (waiting === 0 || left <= 0) return;
      this.release();
      Atomics.wait(this.#words, wanted, waiting, left);
    }
  }
}

/** Makes every single statement of main's connection that writes go first. Transactions ask for their turn themselves. */
export function writeFirst(db: Database, turn: WriteTurn): void {
  const prepare = db.prepare.bind(db);
  db.prepare = ((sql: string) => {
    const statement = prepare(sql);
    if (statement.readonly) return statement;
    const run = statement.run.bind(statement);
    statement.run = (...values) => turn.first(() => run(...values));
    return statement;
  }) as typeof db.prepare;
}
