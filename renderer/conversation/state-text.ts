import type { DocumentSummary, ReadAheadState } from '../../preload/contract/index.ts';
import { count, counted, fraction, progressText, seconds } from '../ui/figures.ts';

/** A document's state in a few words. */
export function stateText(document: DocumentSummary): string {
  const { status, progress, pages, words, emptyPages, doubtfulPages } = document;
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
      if (words === 0) return 'No text in it';
      return [
        size,
        doubtfulPages > 0 ? `${count(doubtfulPages)} hard to read` : '',
        emptyPages > 0 && pages > 1 ? `${count(emptyPages)} empty` : '',
      ]
        .filter((part) => part !== '')
        .join(', ');
    }
    case 'failed':
      return 'Could not be read';
    case 'needs-password':
      return 'Locked';
  }
}

/** The same in full, for tooltips and screen readers. */
export function stateSentence(document: DocumentSummary): string {
  const { status, progress, error, pages, words, tokens, emptyPages, doubtfulPages } = document;
  if (status === 'reading' && progress) return `Reading ${progressText(progress)}`;
  if (status === 'ready')
    return [
      `${counted(pages, 'page')}, ${counted(words, 'word')}, ${counted(tokens, 'token')}.`,
      doubtfulPages > 0 ? `${counted(doubtfulPages, 'page')} could not be read well.` : '',
      emptyPages > 0 && pages > 1 ? `${counted(emptyPages, 'page is', 'pages are')} empty.` : '',
    ]
      .filter((part) => part !== '')
      .join(' ');
  return error ?? stateText(document);
}

/** The same for a chip: with how far the model has read the document before anybody asked. */
export function chipText(document: DocumentSummary, ahead: ReadAheadState | null): string {
  const state = stateText(document);
  if (document.status !== 'ready' || document.words === 0 || !ahead || ahead.state === 'off') return state;
  if (ahead.state === 'read') return `${state}, read ahead`;
  const done = fraction(ahead.progress);
  return `${state}, reading ahead${done === null ? '' : ` ${Math.floor(done * 100)} %`}`;
}

/** What reading ahead means for the person, in a sentence; empty where there is none. */
export function aheadSentence(ahead: ReadAheadState | null): string {
  if (ahead?.state === 'read') return 'The model has read it already: only your question is left to read.';
  if (ahead?.state !== 'reading') return '';
  if (!ahead.progress) return 'The model will read it while you write.';
  return `The model reads it while you write: ${progressText(ahead.progress)}.`;
}
