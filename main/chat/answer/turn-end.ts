import { type AnswerRecord, type AnswerStatus, asBitternError } from '../../../preload/contract/index.ts';
import type { Log } from '../../log.ts';
import type { LiveAnswer } from './live-answer.ts';

/** Ended by something else that the person did, as removing or unloading the model. */
const unloadedSentence =
  'The model was taken out of memory while it wrote this. What was written is kept; ask again when a model is there.';

/** How a turn ended; the text is the live answer's. */
export interface TurnEnd {
  status: Exclude<AnswerStatus, 'working'>;
  error: string | null;
  record: AnswerRecord | null;
}

/** A model begins with the space that follows the speaker's name; an answer does not. */
export function writeOn(live: LiveAnswer, text: string): void {
  const visible = live.text.length === 0 ? text.trimStart() : text;
  if (live.text.length === 0 && visible.length > 0) live.enter('writing');
  live.append(visible);
}

/**
 * What an error makes of an answer: stopped by the person, interrupted by a death, or failed; the text stays in each case.
 *
 * @param signal aborts when the person stops the answer
 */
export function failed(thrown: unknown, log: Log, record: AnswerRecord | null, signal: AbortSignal): TurnEnd {
  const error = asBitternError(thrown);
  if (error.code === 'cancelled')
    return signal.aborted
      ? { status: 'stopped', error: null, record }
      : { status: 'interrupted', error: unloadedSentence, record };
  if (error.code === 'internal') log('error', 'An answer failed.', thrown);
  const status = error.code === 'process-died' || error.code === 'timeout' ? 'interrupted' : 'failed';
  return { status, error: error.message, record };
}
