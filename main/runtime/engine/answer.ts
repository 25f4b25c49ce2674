import type { Token } from 'node-llama-cpp';
import { BitternError } from '../../../preload/contract/index.ts';
import type { GenerateItem, GenerateRequest, PrefillItem, Segment } from '../interface.ts';
import { AnswerText } from './answer-text.ts';
import { batchMs } from './batch-size.ts';
import { evaluateOptions } from './sampler.ts';
import type { Session } from './session.ts';

interface PromptRequest {
  slot: string;
  prompt: Segment[];
  expectedTokenMs: number | null;
}

/**
 * Evaluates the beginning of a prompt that is not evaluated yet, up to `leave` tokens before its end, and reports each
 * batch. Throws `too-large` when the prompt leaves no room, `cancelled` between two batches.
 */
async function* evaluatePrompt(
  session: Session,
  { slot, expectedTokenMs }: PromptRequest,
  prompt: readonly Token[],
  leave: number,
  atMostMs: number,
  signal: AbortSignal,
): AsyncGenerator<PrefillItem, number, undefined> {
  const { sequence, keeper } = session;
  const total = prompt.length;
  if (total > sequence.capacity)
    throw new BitternError(
      'too-large',
      `The prompt has ${total} tokens, and the context holds ${sequence.capacity}. Leave something out, or choose a larger context.`,
    );
  const reused = await keeper.prepare(slot, prompt, total - leave);
  yield { type: 'prefill', done: reused, total, reused, batchTokens: 0, batchMs: 0 };
  for await (const { done, tokens, ms } of sequence.evaluate(
    prompt,
    reused,
    total - leave,
    { batchMs: atMostMs, expectedTokenMs },
    signal,
  ))
    yield { type: 'prefill', done, total, reused, batchTokens: tokens, batchMs: ms };
  return reused;
}

/** Evaluates a prompt while nobody waits for an answer. */
export async function* readAhead(
  session: Session,
  request: PromptRequest,
  signal: AbortSignal,
): AsyncGenerator<PrefillItem, void, undefined> {
  const prompt = session.tokens(request.prompt);
  const total = prompt.length;
  // What goes beyond this beginning, as an answer that was given meanwhile, is of use and stays.
  if (session.sequence.shared(prompt) === total)
    yield { type: 'prefill', done: total, total, reused: total, batchTokens: 0, batchMs: 0 };
  else yield* evaluatePrompt(session, request, prompt, 0, batchMs.ahead, signal);
}

/** Answers a prompt. What was produced when the signal aborts has been yielded; then it throws `cancelled`. */
export async function* answer(
  session: Session,
  request: GenerateRequest,
  signal: AbortSignal,
): AsyncGenerator<GenerateItem, void, undefined> {
  const began = performance.now();
  const prompt = session.tokens(request.prompt);
  const last = prompt.at(-1);
  if (last === undefined) throw new BitternError('bad-input', 'There is nothing to answer.');
  // The last token is evaluated alone, so that the same prompt gives the same numbers whether or not it was evaluated before.
  const reusedTokens = yield* evaluatePrompt(session, request, prompt, 1, batchMs.forAnswer, signal);

  const { sequence, library } = session;
  const { guesser } = sequence;
  const room = Math.min(request.maxTokens, request.sampling.maxTokens, sequence.capacity + 1 - prompt.length);
  const atRoomsEnd = room < Math.min(request.maxTokens, request.sampling.maxTokens) ? 'context' : 'length';
  const generated: Token[] = [];
  const text = new AnswerText((tokens) => session.text(tokens), [...request.stop, ...request.sampling.stop]);
  const options = evaluateOptions(request.sampling, request.seed, (atMost) =>
    [...generated.slice(-atMost), ...guesser.nextGuessed()].slice(-atMost),
  );
  const before = sequence.raw.tokenPredictions;
  let endedBy: 'stop' | 'length' | 'context' = atRoomsEnd;
  let firstTokenAt = 0;
  let unreported = 0;

  let waitingSince = 0;
  guesser.begin(speculation(request), prompt);
  library.llama.maxThreads = library.decodeThreads.threads;
  try {
    for await (const token of sequence.raw.evaluate([last], options)) {
      guesser.produced();
      const now = performance.now();
      if (generated.length === 0) firstTokenAt = now;
      // Guessed tokens come in bunches, which says nothing about the threads.
      else if (guesser.isPlain) library.llama.maxThreads = library.decodeThreads.took(1, now - waitingSince);
      if (session.isEnd(token) && !request.ignoreEnd) {
        endedBy = 'stop';
        break;
      }
      generated.push(token);
      unreported += 1;
      const certain = text.push(token);
      if (certain !== '') {
        yield { type: 'text', text: certain, tokens: unreported };
        unreported = 0;
      }
      if (text.stopped) {
        endedBy = 'stop';
        break;
      }
      if (signal.aborted) throw new BitternError('cancelled', 'Stopped.');
      if (generated.length >= room) break;
      session.betweenTokens();
      // From here on, so that a slow reader of the text is not taken for a slow machine.
      waitingSince = performance.now();
    }
  } finally {
    guesser.end();
    await sequence.cut(sequence.length);
  }
  const finished = performance.now();
  const rest = text.end();
  if (rest !== '') yield { type: 'text', text: rest, tokens: unreported };
  const after = sequence.raw.tokenPredictions;
  const guessedRight = after.validated - before.validated;
  yield {
    type: 'done',
    endedBy: text.stopped ? 'stop' : endedBy,
    promptTokens: prompt.length,
    reusedTokens,
    answerTokens: generated.length,
    firstTokenMs: firstTokenAt - began,
    decodeMs: finished - firstTokenAt,
    guessed: guessedRight + after.refuted - before.refuted,
    guessedRight,
  };
}

/**
 * Guessing draws more random numbers than plain sampling, and when it judges itself by the clock it may stop at any
 * token: by itself it is used only where chance plays no part. Guesses would also enter DRY's memory, right or wrong.
 */
function speculation({ speculation: wanted, sampling }: GenerateRequest): 'auto' | 'on' | 'off' {
  if (sampling.dryMultiplier > 0) return 'off';
  return wanted === 'auto' && sampling.temperature > 0 ? 'off' : wanted;
}
