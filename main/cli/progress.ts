import { type Progress, progressParts } from '../../preload/contract/index.ts';

/** Progress on one line of a terminal: `12 of 300 pages, 61 pages/s, about 5 s left`. */
export function describeProgress(progress: Progress): string {
  return progressParts(progress).join(', ');
}
