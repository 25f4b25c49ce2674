import type { DocumentSummary } from '../../preload/contract/index.ts';
import { count, counted, fraction, progressText, seconds } from '../ui/figures.ts';

/** A document's state in a few words. */
export function stateText(document: DocumentSummary): string {
  const { status, progress, pages, words, doubtfulPages } = document;
  switch (status) {
    case 'queued':
      return 'Waiting';
    case 'reading': {
      const done = fraction(progress);
      if (done === null) return 'Reading';
      const left = progress?.secondsLeft;
      return `Reading, ${Math.floor(done * 100)} %${left && left >= 2 ? `, ${seconds(left)} left` : ''}`;
    }
    case 'ready': {
      const size = pages > 1 ? counted(pages, 'page') : counted(words, 'word');
      return doubtfulPages > 0 ? `${size}, ${count(doubtfulPages)} hard to read` : size;
    }
    case 'failed':
      return 'Could not be read';
    case 'needs-password':
      return 'Locked';
  }
}

/** The same in full, for tooltips and screen readers. */
export function stateSentence(document: DocumentSummary): string {
  const { status, progress, error, pages, words, tokens, doubtfulPages } = document;
  if (status === 'reading' && progress) return `Reading ${progressText(progress)}`;
  if (status === 'ready')
    return [
      `${counted(pages, 'page')}, ${counted(words, 'word')}, ${counted(tokens, 'token')}.`,
      doubtfulPages > 0 ? `${counted(doubtfulPages, 'page')} could not be read well.` : '',
    ]
      .join(' ')
      .trim();
  return error ?? stateText(document);
}
