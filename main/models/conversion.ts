import type { Log } from '../log.ts';
import type { Fork } from '../process/index.ts';
import { type ConversionStep, convertCheckpoint } from './convert/index.ts';
import type { Convert } from './obtain.ts';

const steps: Record<ConversionStep, (recipe: string) => string> = {
  reading: () => 'Reading the checkpoint',
  waiting: () => 'Waiting for another conversion of the same to end',
  converting: (recipe) => `Converting to ${recipe}`,
  checking: () => 'Checking the converted model',
};

/** The converter as a process of its own. */
export function convertInProcess(fork: Fork, log: Log): Convert {
  return async ({ checkpoint, output, recipe, name, signal, report }) => {
    const result = await convertCheckpoint(
      { source: checkpoint, output, recipe, name },
      {
        fork,
        log,
        signal,
        onProgress: ({ step, progress }) => report(progress, steps[step](recipe)),
      },
    );
    log('info', `Converted ${name} to ${recipe}: ${result.bytes} bytes in ${result.seconds.toFixed(1)} s.`);
  };
}
