import { parentPort } from 'node:worker_threads';
import { asBitternError } from '../../../preload/contract/index.ts';
import { type BlockTask, runBlock } from './quantize/block.ts';
import { explainWriting } from './quantize/explain.ts';
import type { WorkerAnswer } from './quantize/pool.ts';

/** A worker thread of the converter: carries out blocks until it is told to end. */
parentPort?.on('message', ({ id, task }: { id: number; task: BlockTask }) => {
  let answer: WorkerAnswer;
  try {
    answer = { id, result: runBlock(task) };
  } catch (thrown) {
    // Errors lose their codes between threads, so a full disk is put into words here.
    const error = asBitternError(explainWriting(thrown)).toWire();
    answer = { id, error, details: String((thrown as Error)?.stack ?? thrown) };
  }
  parentPort?.postMessage(answer);
});
