import type { AnswerEvent, AnswerMode, Passage } from '../../preload/contract/index.ts';

type Phase = Extract<AnswerEvent, { type: 'phase' }>;

/** What is known of an answer that is being made. */
export interface GrowingAnswer {
  text: string;
  phase: Phase['phase'] | null;
  progress: Phase['progress'];
  mode: AnswerMode | null;
  passages: readonly Passage[];
}

/** An answer of which only some text, read from the store, is known. */
export function startingWith(text: string): GrowingAnswer {
  return { text, phase: null, progress: null, mode: null, passages: [] };
}

/**
 * The answer after one more event. Text carries its offset: what is known already is not doubled, and where some is
 * missing the result is null, which means that the stream must be opened again from `answer.text.length`.
 */
export function grown(
  answer: GrowingAnswer,
  event: Exclude<AnswerEvent, { type: 'done' }>,
): GrowingAnswer | null {
  switch (event.type) {
    case 'text':
      if (event.offset > answer.text.length) return null;
      return {
        ...answer,
        phase: 'writing',
        progress: null,
        text: answer.text.slice(0, event.offset) + event.text,
      };
    case 'phase':
      return { ...answer, phase: event.phase, progress: event.progress };
    case 'passages':
      return { ...answer, mode: event.mode, passages: event.passages };
  }
}
