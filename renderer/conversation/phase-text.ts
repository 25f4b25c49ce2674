import type { RuntimeStatus } from '../../preload/contract/index.ts';
import { count, progressText, seconds } from '../ui/figures.ts';
import type { GrowingAnswer } from './growing-answer.ts';

/** The phase in words, with what the model does as a whole; null while words arrive. */
export function phaseText(
  { phase, progress, text }: GrowingAnswer,
  model: RuntimeStatus['state'] | undefined,
): string | null {
  switch (phase) {
    case null:
      return text === '' ? 'Starting…' : null;
    case 'retrieving':
      return 'Finding the passages…';
    case 'loading':
      return model === 'busy' ? 'Waiting for the answer to another question…' : 'Loading the model…';
    case 'prefill':
      if (!progress || progress.total === null) return 'Reading…';
      return [
        `Reading ${count(progress.done)} of ${count(progress.total)} tokens`,
        ...(progress.secondsLeft === null ? [] : [`about ${seconds(progress.secondsLeft)} left`]),
      ].join(', ');
    case 'sweep':
      return progress ? `Going through everything: ${progressText(progress)}` : 'Going through everything…';
    case 'checking':
      return 'Checking against the sources…';
    case 'writing':
      return null;
  }
}
