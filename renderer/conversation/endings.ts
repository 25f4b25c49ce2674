import type { AnswerRecord, Message } from '../../preload/contract/index.ts';

/** The sentence under an answer that did not come to its own end; null for one that did. */
export function endingOf({ status, error, answer }: Message): string | null {
  if (status === 'stopped') return 'You stopped this answer.';
  if (status === 'interrupted')
    return error ?? 'Bittern was interrupted while it wrote this. The text so far was kept.';
  if (status === 'failed') return error ?? 'This answer could not be made.';
  if (answer?.endedBy === 'length') return 'The answer reached its length limit. The limit is in Settings.';
  if (answer?.endedBy === 'context')
    return 'The answer reached the edge of the model’s context and ends here.';
  return null;
}

/** Whether documents were to be used and none of their words reached the model. */
export function nothingFound({ by, mode, passages }: AnswerRecord): boolean {
  return by === 'model' && mode === 'passages' && passages.length === 0;
}
