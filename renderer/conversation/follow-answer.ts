import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type {
  AnswerEvent,
  Bittern,
  BitternError,
  Conversation,
  Message,
} from '../../preload/contract/index.ts';
import { useBittern, useGeneration } from '../transport/provider.tsx';
import { type GrowingAnswer, grown, startingWith } from './growing-answer.ts';

/**
 * A running answer as it grows; null for one that is finished. What arrives within a frame is drawn together. When the
 * answer is done, the finished message replaces the running one in the cache.
 */
export function useGrowingAnswer(message: Message, conversationId: string): GrowingAnswer | null {
  const bittern = useBittern();
  const cache = useQueryClient();
  const generation = useGeneration();
  const working = message.status === 'working';
  const [growing, setGrowing] = useState<GrowingAnswer | null>(null);
  const { id } = message;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text that is stored so far is only where to begin
  useEffect(() => {
    if (!working) {
      setGrowing(null);
      return;
    }
    return followAnswer(bittern, id, startingWith(message.text), {
      onGrown: setGrowing,
      onDone: (done) => putMessage(cache, conversationId, done),
      onFailed: (error) => {
        // After a lost connection the answer goes on; it is opened again with the next generation.
        if (error?.code === 'network') return;
        void cache.invalidateQueries({ queryKey: ['conversation.get', { id: conversationId }] });
      },
    });
  }, [bittern, cache, id, conversationId, working, generation]);
  return working ? (growing ?? startingWith(message.text)) : null;
}

interface Follower {
  onGrown(answer: GrowingAnswer): void;
  onDone(message: Message): void;
  onFailed(error?: BitternError): void;
}

/** Follows an answer's stream, opening it again where text is missing. Returns a function that stops following. */
export function followAnswer(
  bittern: Bittern,
  answerId: string,
  from: GrowingAnswer,
  follower: Follower,
  schedule: (draw: () => void) => void = onNextFrame,
): () => void {
  let answer = from;
  let close = () => {};
  let stopped = false;
  let drawing = false;
  const draw = () => {
    if (drawing) return;
    drawing = true;
    schedule(() => {
      drawing = false;
      if (!stopped) follower.onGrown(answer);
    });
  };
  const take = (event: AnswerEvent) => {
    if (stopped) return;
    if (event.type === 'done') {
      stopped = true;
      follower.onDone(event.message);
      return;
    }
    const next = grown(answer, event);
    if (next === null) {
      close();
      open();
      return;
    }
    answer = next;
    draw();
  };
  const open = () => {
    let current = true;
    const closeStream = bittern.open(
      'answer',
      { answerId, offset: answer.text.length },
      {
        onItem: (event) => current && take(event),
        onEnd: (error) => {
          if (current && !stopped) follower.onFailed(error);
        },
      },
    );
    close = () => {
      current = false;
      closeStream();
    };
  };
  open();
  return () => {
    stopped = true;
    close();
  };
}

/** Frames do not come while the window is hidden; text must not pile up then. */
function onNextFrame(draw: () => void): void {
  if (document.hidden) setTimeout(draw, 250);
  else requestAnimationFrame(draw);
}

function putMessage(cache: QueryClient, conversationId: string, message: Message): void {
  cache.setQueryData<Conversation>(
    ['conversation.get', { id: conversationId }],
    (conversation) =>
      conversation && {
        ...conversation,
        messages: conversation.messages.map((other) => (other.id === message.id ? message : other)),
      },
  );
  void cache.invalidateQueries(
    { queryKey: ['conversation.get', { id: conversationId }] },
    { cancelRefetch: false },
  );
}
