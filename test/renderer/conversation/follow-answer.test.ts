import { describe, expect, it } from 'vitest';
import {
  type AnswerEvent,
  type Bittern,
  BitternError,
  type Message,
  type StreamListener,
} from '../../../preload/contract/index.ts';
import { followAnswer } from '../../../renderer/conversation/follow-answer.ts';
import { type GrowingAnswer, startingWith } from '../../../renderer/conversation/growing-answer.ts';

const done: Message = {
  id: 'msg_0000000000',
  parentId: null,
  role: 'assistant',
  text: 'All.',
  createdAt: 0,
  status: 'done',
  error: null,
  answer: null,
  siblings: ['msg_0000000000'],
};

/** A program of which only the answer stream is there, with every opening in sight. */
function program() {
  const openings: { offset: number; listener: StreamListener<'answer'>; closed: boolean }[] = [];
  const open: Bittern['open'] = (_name, { offset }, listener) => {
    const opening = { offset, listener: listener as StreamListener<'answer'>, closed: false };
    openings.push(opening);
    return () => {
      opening.closed = true;
    };
  };
  return { bittern: { open } as Bittern, openings };
}

function follow(text = '') {
  const { bittern, openings } = program();
  const seen: GrowingAnswer[] = [];
  const finished: Message[] = [];
  const failures: (BitternError | undefined)[] = [];
  const stop = followAnswer(
    bittern,
    done.id,
    startingWith(text),
    {
      onGrown: (answer) => seen.push(answer),
      onDone: (message) => finished.push(message),
      onFailed: (error) => failures.push(error),
    },
    (draw) => draw(),
  );
  const send = (event: AnswerEvent) => openings.at(-1)!.listener.onItem(event);
  return { openings, seen, finished, failures, stop, send };
}

describe('following an answer', () => {
  it('begins behind the text that is known', () => {
    const { openings } = follow('known');
    expect(openings.map(({ offset }) => offset)).toEqual([5]);
  });

  it('draws what arrives and ends with the finished message', () => {
    const { send, seen, finished } = follow();
    send({ type: 'text', offset: 0, text: 'All' });
    send({ type: 'text', offset: 3, text: '.' });
    send({ type: 'done', message: done });
    expect(seen.at(-1)?.text).toBe('All.');
    expect(finished).toEqual([done]);
  });

  it('opens the stream again where text is missing, and hears the old one no more', () => {
    const { send, seen, openings } = follow();
    send({ type: 'text', offset: 0, text: 'All' });
    const [old] = openings;
    send({ type: 'text', offset: 8, text: 'lost' });
    expect(openings.map(({ offset }) => offset)).toEqual([0, 3]);
    expect(old!.closed).toBe(true);
    old!.listener.onItem({ type: 'text', offset: 3, text: 'late' });
    send({ type: 'text', offset: 3, text: ' is here' });
    expect(seen.at(-1)?.text).toBe('All is here');
  });

  it('says nothing more once it was stopped', () => {
    const { send, seen, stop, openings, failures } = follow();
    stop();
    send({ type: 'text', offset: 0, text: 'All' });
    openings[0]!.listener.onEnd(new BitternError('network', 'gone'));
    expect(seen).toEqual([]);
    expect(failures).toEqual([]);
    expect(openings[0]!.closed).toBe(true);
  });

  it('tells of a stream that failed', () => {
    const { openings, failures } = follow();
    const error = new BitternError('process-died', 'The model stopped.');
    openings[0]!.listener.onEnd(error);
    expect(failures).toEqual([error]);
  });
});
