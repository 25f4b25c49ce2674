import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from 'better-sqlite3';
import { BitternError } from '../../../preload/contract/index.ts';
import { type FinishOutcome, type ReadingWriter, readingWriter } from '../../store/readings.ts';
import { type VectorTable, vectorTable } from '../../store/vectors.ts';
import type { WriteTurn } from '../../store/write-turn.ts';
import { emptyLog } from './empty-log.ts';
import type { FromIndexer, ToIndexer } from './messages.ts';
import { Reading, type Step } from './reading.ts';

/**
 * How long a transaction may hold the database's only write lock, in milliseconds. Main writes too: it goes first, but
 * waits for the one that is under way, without doing anything else meanwhile.
 */
const transactionMs = 8;
/** Rows of garbage that are deleted at once, between two looks at the clock. */
const garbageRows = 4;

/** While somebody reads what was deleted it stays in the log: tried again after this long, this many times. */
const emptyingPauseMs = 100;
const emptyingAttempts = 50;

/** This many waiting steps are written before more is computed. */
const stepsAtOnce = 128;

/**
 * Writes readings to the database, in an order of its own choosing: what several documents have ready goes into common
 * transactions, short ones, with everything that takes time computed beforehand. Garbage is deleted while nothing else is
 * to be written.
 */
export class Indexer {
  readonly #db: Database;
  readonly #turn: WriteTurn;
  readonly #writer: ReadingWriter;
  readonly #vectors: VectorTable;
  readonly #post: (message: FromIndexer) => void;
  readonly #readings = new Map<number, Reading>();
  readonly #inbox: ToIndexer[] = [];
  #steps: { job: number; run: Step }[] = [];
  #answers: (FromIndexer & { job: number })[] = [];
  #mustPurge = false;
  /** Readings that are still to be deleted, of those that were found last. */
  #garbage: number[] = [];
  /** How often the log could not be emptied, in a row. */
  #attempts = 0;
  #isRunning = false;

  constructor(db: Database, turn: WriteTurn, post: (message: FromIndexer) => void) {
    this.#db = db;
    this.#turn = turn;
    this.#writer = readingWriter(db);
    this.#vectors = vectorTable(db);
    this.#post = post;
  }

  receive(message: ToIndexer): void {
    this.#inbox.push(message);
    if (!this.#isRunning) void this.#run();
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    for (;;) {
      const message = this.#inbox.shift();
      if (message?.kind === 'close') break;
      if (message) this.#prepare(message);
      // What has arrived meanwhile is prepared first, so that its rows share a transaction.
      await new Promise(setImmediate);
      if (this.#inbox.length > 0 && this.#steps.length < stepsAtOnce) continue;
      if (this.#steps.length > 0 || this.#answers.length > 0) this.#write();
      else if (this.#mustPurge) await this.#purgeSome();
      else if (this.#inbox.length === 0) {
        this.#isRunning = false;
        return;
      }
    }
    this.#write();
    this.#post({ kind: 'closed' });
  }

  #prepare(message: Exclude<ToIndexer, { kind: 'close' }>): void {
    if (message.kind === 'purge') {
      this.#mustPurge = true;
      return;
    }
    const { job } = message;
    try {
      if (message.kind === 'vectors') {
        for (const { chunkId, vector } of message.rows)
          this.#steps.push({ job, run: () => this.#vectors.put(chunkId, message.modelId, vector) });
        this.#answers.push({ kind: 'written', job });
        return;
      }
      if (message.kind === 'begin') {
        // Everything that follows needs its id, so this row does not wait for others.
        const id = this.#turn.inBackground(() => this.#writer.begin(message.documentId));
        this.#readings.set(job, new Reading(id, message.head));
        return;
      }
      const reading = this.#readings.get(job);
      if (!reading) return; // it failed, and main did not know yet when it sent this
      if (message.kind === 'part') {
        for (const run of reading.add(message.part)) this.#steps.push({ job, run });
        this.#answers.push({ kind: 'written', job });
      } else if (message.kind === 'finish') {
        const onDone = (outcome: FinishOutcome): void => {
          this.#mustPurge ||= outcome !== 'taken';
          this.#answers.push({ kind: 'finished', job, outcome });
        };
        for (const run of reading.finish(message.notes, message.milliseconds, onDone))
          this.#steps.push({ job, run });
        this.#readings.delete(job);
      } else this.#giveUp(job);
    } catch (thrown) {
      this.#fail(job, thrown);
    }
  }

  #giveUp(job: number): void {
    this.#readings.delete(job);
    this.#steps = this.#steps.filter((step) => step.job !== job);
    this.#answers = this.#answers.filter((answer) => answer.job !== job);
    this.#mustPurge = true;
  }

  #fail(job: number, thrown: unknown): void {
    this.#giveUp(job);
    const message = thrown instanceof BitternError ? thrown.message : noRoom(thrown);
    const details = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
    this.#post({ kind: 'failed', job, message, details });
  }

  /** Runs all waiting steps, in as many short transactions as it takes, then tells main what is written. */
  #write(): void {
    while (this.#steps.length > 0) {
      let done = 0;
      const run = this.#db.transaction(() => {
        const until = performance.now() + transactionMs;
        while (done < this.#steps.length && (done === 0 || performance.now() < until)) {
          this.#steps[done]!.run(this.#writer);
          done += 1;
        }
      });
      try {
        this.#turn.inBackground(() => run.immediate());
        this.#steps.splice(0, done);
      } catch (thrown) {
        // Nothing of the transaction has happened, so whoever had a step in it cannot go on.
        for (const job of new Set(this.#steps.slice(0, done + 1).map((step) => step.job)))
          this.#fail(job, thrown);
      }
    }
    const answers = this.#answers;
    this.#answers = [];
    for (const answer of answers) this.#post(answer);
  }

  async #purgeSome(): Promise<void> {
    const beingWritten = new Set([...this.#readings.values()].map((reading) => reading.id));
    if (this.#garbage.length === 0) this.#garbage = this.#writer.garbage(beingWritten);
    if (this.#garbage.length > 0) {
      const run = this.#db.transaction(() => {
        const until = performance.now() + transactionMs;
        while (this.#garbage[0] !== undefined && performance.now() < until)
          if (this.#writer.deleteSome(this.#garbage[0], garbageRows)) this.#garbage.shift();
      });
      this.#turn.inBackground(() => run.immediate());
      return;
    }
    // What was deleted must leave the log as well as the tables.
    if (!emptyLog(this.#db, this.#turn) && this.#attempts < emptyingAttempts) {
      this.#attempts += 1;
      await sleep(emptyingPauseMs);
      return;
    }
    this.#attempts = 0;
    this.#mustPurge = false;
    this.#post({ kind: 'clean' });
  }
}

/** The sentence for a full disk, the one failure of writing that a person can mend; empty for others. */
function noRoom(thrown: unknown): string {
  return (thrown as { code?: unknown }).code === 'SQLITE_FULL'
    ? 'There is no space left on the disk. Make room and read the document again.'
    : '';
}
