import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { EventBus } from '../../main/events.ts';
import { createJobs, JobPaused, type JobRunner } from '../../main/jobs/index.ts';
import { silentLog } from '../../main/log.ts';
import { openStore, type Store } from '../../main/store/index.ts';
import { BitternError, type Job } from '../../preload/contract/index.ts';

const payload = z.object({ step: z.number() });
type Payload = z.infer<typeof payload>;

let directory: string;
let store: Store;
let told: Job[];

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'bittern-jobs-'));
  store = await openStore(directory, silentLog);
  told = [];
});
afterEach(() => {
  store.close();
  rmSync(directory, { recursive: true, force: true });
});

/** A session of the program with one kind of job. */
function session(runner: JobRunner<Payload>, kind: { atOnce?: number; canPause?: boolean } = {}) {
  const events = new EventBus();
  events.listen((name, given) => name === 'job.changed' && told.push(given as Job));
  const jobs = createJobs({ store, events, log: silentLog });
  const cleaned: Payload[] = [];
  jobs.board.register('sweep', { payload, ...kind, cleanUp: (left) => void cleaned.push(left) }, runner);
  const create = (step = 0) => jobs.board.create('sweep', { title: 'Read it all', payload: { step } });
  return { ...jobs, cleaned, create };
}

/** Waits until the job is stopped from outside, as real work does at its next chance. */
const untilAborted = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason));
  });

/** A runner that saves how far it came, and stays at step 3 until it is let go. */
function stuckAtThree() {
  let release = () => {};
  let reached = () => {};
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  const atGate = new Promise<void>((resolve) => {
    reached = resolve;
  });
  const seen: number[] = [];
  const runner: JobRunner<Payload> = async (_, { payload: start, save, signal }) => {
    for (let step = start.step; step < 5; step++) {
      if (step === 3) {
        reached();
        await Promise.race([gate, untilAborted(signal)]);
      }
      seen.push(step);
      save({ step: step + 1 });
    }
  };
  return { runner, release, atGate, seen };
}

describe('a job', () => {
  it('runs, reports and ends as done, and the windows see each state', async () => {
    const { board, create } = session(async (_, { report, setSubject }) => {
      report({ done: 1, total: 2, unit: 'chunks' }, 'Halfway');
      setSubject('doc_0123456789abc');
    });
    const job = create();
    expect(job).toMatchObject({ state: 'queued', progress: null, canPause: true });
    const ended = await board.whenSettled(job.id);
    expect(ended).toMatchObject({ state: 'done', subject: 'doc_0123456789abc', error: null });
    expect([...new Set(told.map((one) => one.state))]).toEqual(['queued', 'running', 'done']);
    expect(told.some((one) => one.step === 'Halfway' && one.progress?.done === 1)).toBe(true);
  });

  it('that fails says why in a sentence, and can be tried again', async () => {
    let tries = 0;
    const { board, create } = session(async () => {
      if (++tries === 1) throw new BitternError('no-room', 'The disk is full.');
    });
    const job = create();
    expect(await board.whenSettled(job.id)).toMatchObject({ state: 'failed', error: 'The disk is full.' });
    board.resume(job.id);
    expect(await board.whenSettled(job.id)).toMatchObject({ state: 'done', error: null });
  });

  it('that hits a defect of ours fails without showing the inside', async () => {
    const { board, create } = session(async () => {
      throw new TypeError('x is undefined in /home/someone/secret.ts');
    });
    const ended = await board.whenSettled(create().id);
    expect(ended.state).toBe('failed');
    expect(ended.error).not.toMatch(/secret|undefined/);
  });

  it('pauses, keeps what it saved, and goes on from there', async () => {
    const work = stuckAtThree();
    const { board, create } = session(work.runner);
    const job = create();
    await work.atGate;
    board.pause(job.id);
    expect(await board.whenSettled(job.id)).toMatchObject({ state: 'paused' });
    expect(board.payloadOf(job.id)).toEqual({ step: 3 });
    work.release();
    board.resume(job.id);
    expect((await board.whenSettled(job.id)).state).toBe('done');
    expect(work.seen).toEqual([0, 1, 2, 3, 4]);
  });

  it('resumed at once after a pause waits until its runner has stopped, so that never two work on it', async () => {
    let working = 0;
    let most = 0;
    let runs = 0;
    const { board, create } = session(async (_, { signal }) => {
      most = Math.max(most, ++working);
      try {
        if (++runs === 1) await untilAborted(signal);
      } finally {
        await new Promise((resolve) => setTimeout(resolve, 5));
        working -= 1;
      }
    });
    const job = create();
    while (runs === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    board.pause(job.id);
    board.resume(job.id);
    expect((await board.whenSettled(job.id)).state).toBe('done');
    expect({ most, runs }).toEqual({ most: 1, runs: 2 });
  });

  it('may put itself on hold with a sentence', async () => {
    const { board, create } = session(async () => {
      throw new JobPaused('Waiting for the network.');
    });
    expect(await board.whenSettled(create().id)).toMatchObject({
      state: 'paused',
      step: 'Waiting for the network.',
      error: null,
    });
  });

  it('cancelled while it runs stops first and is cleaned up after', async () => {
    const work = stuckAtThree();
    const { board, create, cleaned } = session(work.runner);
    const job = create();
    await work.atGate;
    await board.cancel(job.id);
    expect(board.get(job.id).state).toBe('cancelled');
    expect(cleaned).toEqual([{ step: 3 }]);
    expect(() => board.resume(job.id)).toThrow(/ended already/);
  });

  it('cancelled while paused is cleaned up too', async () => {
    const work = stuckAtThree();
    const { board, create, cleaned } = session(work.runner);
    const job = create();
    await work.atGate;
    board.pause(job.id);
    await board.whenSettled(job.id);
    await board.cancel(job.id);
    expect(cleaned).toEqual([{ step: 3 }]);
    expect(board.get(job.id)).toMatchObject({ state: 'cancelled' });
  });

  it('that cannot pause says so', async () => {
    const work = stuckAtThree();
    const { board, create } = session(work.runner, { canPause: false });
    const job = create();
    expect(() => board.pause(job.id)).toThrow(/only cancelled/);
    await board.cancel(job.id);
  });

  it('that is done cannot be cancelled, and one that never was is not found', async () => {
    const { board, create } = session(async () => {});
    const job = create();
    await board.whenSettled(job.id);
    await expect(board.cancel(job.id)).rejects.toThrow(/ended already/);
    expect(() => board.get('job_000000000000')).toThrow(/not there/);
  });
});

describe('the board', () => {
  it('goes on after a restart with what was running or queued, from what was saved', async () => {
    const before = stuckAtThree();
    const first = session(before.runner);
    const running = first.create();
    const queued = first.create(4);
    await before.atGate;
    await first.board.close();

    const after = stuckAtThree();
    after.release();
    const second = session(after.runner);
    expect(second.board.get(running.id).state).toBe('running');
    second.board.start();
    expect((await second.board.whenSettled(running.id)).state).toBe('done');
    expect((await second.board.whenSettled(queued.id)).state).toBe('done');
    expect(after.seen).toEqual([3, 4, 4]);
  });

  it('leaves old jobs alone until it is told to start, but runs new ones', async () => {
    const before = stuckAtThree();
    const first = session(before.runner);
    const old = first.create();
    await before.atGate;
    await first.board.close();

    const second = session(async () => {});
    const fresh = second.create();
    expect((await second.board.whenSettled(fresh.id)).state).toBe('done');
    expect(second.board.get(old.id).state).toBe('running');
  });

  it('takes over one old job when it is resumed, without starting the others', async () => {
    const before = stuckAtThree();
    const first = session(before.runner, { atOnce: 2 });
    const [one, other] = [first.create(), first.create()];
    await before.atGate;
    await first.board.close();

    const second = session(async () => {});
    second.board.resume(one.id);
    expect((await second.board.whenSettled(one.id)).state).toBe('done');
    expect(second.board.get(other.id).state).toBe('running');
  });

  it('keeps paused jobs paused over a restart', async () => {
    const before = stuckAtThree();
    const first = session(before.runner);
    const job = first.create();
    await before.atGate;
    first.board.pause(job.id);
    await first.board.whenSettled(job.id);
    await first.board.close();
    const second = session(async () => {});
    second.board.start();
    expect(second.board.get(job.id).state).toBe('paused');
  });

  it('runs no more at once than its kind allows, oldest first', async () => {
    const order: string[] = [];
    let working = 0;
    let most = 0;
    const { board, create } = session(
      async (job) => {
        most = Math.max(most, ++working);
        order.push(job.id);
        await new Promise((resolve) => setTimeout(resolve, 2));
        working -= 1;
      },
      { atOnce: 2 },
    );
    const jobs = [create(), create(), create(), create(), create()];
    await Promise.all(jobs.map((job) => board.whenSettled(job.id)));
    expect(most).toBe(2);
    expect(order).toEqual(jobs.map((job) => job.id));
  });

  it('tells of progress four times a second at most, and of the last before the end', async () => {
    const { board, create } = session(async (_, { report }) => {
      for (let done = 1; done <= 500; done++) {
        report({ done, total: 500, unit: 'chunks' });
        if (done % 50 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
      }
    });
    const began = performance.now();
    const ended = await board.whenSettled(create().id);
    const seconds = (performance.now() - began) / 1000;
    // Three states (queued, running, done), each told at once, and the throttled ones between.
    expect(told.length).toBeLessThanOrEqual(3 + Math.ceil(seconds * 4) + 1);
    expect(ended.progress).toMatchObject({ done: 500, total: 500 });
  });

  it('goes on telling the truth when the disk is full and nothing can be written down', async () => {
    let tries = 0;
    const { board, create } = session(async (_, { save }) => {
      tries += 1;
      save({ step: tries, filler: 'x'.repeat(tries === 1 ? 1_000_000 : 1) } as Payload);
    });
    const job = create();
    const pages = store.db.pragma('page_count', { simple: true }) as number;
    store.db.pragma(`max_page_count = ${pages}`);
    const failed = await board.whenSettled(job.id);
    expect(failed).toMatchObject({ state: 'failed', error: expect.stringMatching(/disk .* is full/) });
    expect(told.at(-1)).toMatchObject({ state: 'failed' });
    expect(board.get(job.id).state).toBe('failed');
    expect(board.payloadOf(job.id)).toEqual({ step: 0 });

    store.db.pragma('max_page_count = 1000000');
    board.resume(job.id);
    expect((await board.whenSettled(job.id)).state).toBe('done');
    expect(board.payloadOf(job.id)).toMatchObject({ step: 2 });
  });

  it('lists unfinished jobs first, whatever their age', async () => {
    const work = stuckAtThree();
    const { handlers, create, board } = session(work.runner, { atOnce: 2 });
    const done = create(4);
    await board.whenSettled(done.id);
    const stuck = create(0);
    await work.atGate;
    const { jobs } = await handlers['job.list']({}, { signal: new AbortController().signal });
    expect(jobs.map((job) => [job.id, job.state])).toEqual([
      [stuck.id, 'running'],
      [done.id, 'done'],
    ]);
    await board.close();
  });
});
