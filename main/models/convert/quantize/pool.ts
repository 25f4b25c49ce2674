import { Worker } from 'node:worker_threads';
import { BitternError, type WireError } from '../../../../preload/contract/index.ts';
import { entryPath } from '../../../process/index.ts';
import { type BlockResult, type BlockTask, runBlock } from './block.ts';
import { loadQuantizer } from './library.ts';

/** Carries out blocks, several at a time. */
export interface Pool extends AsyncDisposable {
  run(task: BlockTask): Promise<BlockResult>;
}

/** What a worker thread answers. */
export type WorkerAnswer =
  | { readonly id: number; readonly result: BlockResult }
  | { readonly id: number; readonly error: WireError; readonly details: string };

interface Pending {
  task: BlockTask;
  resolve(result: BlockResult): void;
  reject(error: unknown): void;
}

/** Blocks that wait inside a worker beside the one it works on, so that it never waits for a message. */
const ahead = 1;

class ThreadPool implements Pool {
  readonly #waiting: Pending[] = [];
  readonly #running = new Map<number, Pending>();
  readonly #load = new Map<Worker, number>();
  #nextId = 1;
  #failure: unknown = null;

  constructor(threads: number) {
    // A thread that ends lets go of the library. Were it the last to hold it, the next load would run ggml's initialisation a
    // second time, which ends the process; this thread holds it for good.
    loadQuantizer();
    for (let index = 0; index < threads; index++) this.#start();
  }

  #start(): void {
    const worker = new Worker(entryPath('quantizer'));
    this.#load.set(worker, 0);
    worker.on('message', (answer: WorkerAnswer) => {
      const pending = this.#running.get(answer.id);
      this.#running.delete(answer.id);
      this.#load.set(worker, this.#load.get(worker)! - 1);
      if ('result' in answer) pending?.resolve(answer.result);
      else pending?.reject(this.#errorOf(answer));
      this.#dispatch();
    });
    worker.on('error', (error) => this.#fail(error));
  }

  #errorOf(answer: Extract<WorkerAnswer, { error: WireError }>): Error {
    const error = BitternError.fromWire(answer.error);
    return error.code === 'internal' ? new Error(answer.details) : error;
  }

  #fail(error: unknown): void {
    this.#failure ??= error;
    for (const pending of [...this.#running.values(), ...this.#waiting.splice(0)]) pending.reject(error);
    this.#running.clear();
  }

  run(task: BlockTask): Promise<BlockResult> {
    if (this.#failure !== null) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ task, resolve, reject });
      this.#dispatch();
    });
  }

  #dispatch(): void {
    for (const [worker, load] of [...this.#load].toSorted((a, b) => a[1] - b[1])) {
      if (load > ahead) continue;
      const pending = this.#waiting.shift();
      if (!pending) return;
      const id = this.#nextId++;
      this.#running.set(id, pending);
      this.#load.set(worker, load + 1);
      worker.postMessage({ id, task: pending.task });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#fail(new BitternError('cancelled', 'Stopped.'));
    await Promise.all([...this.#load.keys()].map((worker) => worker.terminate()));
  }
}

/** A pool of worker threads; with 0 threads the blocks are carried out here, one after the other. */
export function openPool(threads: number): Pool {
  if (threads > 0) return new ThreadPool(threads);
  return { run: async (task) => runBlock(task), [Symbol.asyncDispose]: async () => {} };
}
