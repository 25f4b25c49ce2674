import { parentPort, workerData } from 'node:worker_threads';
import { sumBlocks } from './sum-blocks.ts';

/** A thread that sums up one state file, says what it found, and ends. */
parentPort?.postMessage(sumBlocks((workerData as { file: string }).file));
