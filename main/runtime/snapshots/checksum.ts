import { Worker } from 'node:worker_threads';
import { entryPath } from '../../process/index.ts';
import type { BlockChecksums } from './sum-blocks.ts';

/**
 * The checksums of a file, from a thread of their own: a state takes half a second of a core, most of which passes while the thread
 * that asks is starting llama.cpp. Throws what reading the file throws.
 */
export async function blockChecksums(file: string): Promise<BlockChecksums> {
  const thread = new Worker(entryPath('checksums'), { workerData: { file } });
  return await new Promise((resolve, reject) => {
    thread.on('message', resolve);
    thread.on('error', reject);
    thread.on('exit', () => reject(new Error('The thread for checksums ended without any.')));
  });
}
