import type { LlamaContext, LlamaContextSequence, Token } from 'node-llama-cpp';
import { BitternError } from '../../../preload/contract/index.ts';
import { BatchSize } from './batch-size.ts';
import { commonPrefix } from './prompt-tokens.ts';
import type { Guesser } from './speculation.ts';
import type { ThreadCount } from './thread-count.ts';

/** One batch of a prompt that was evaluated. */
export interface Batch {
  /** Tokens of the prompt that are evaluated now. */
  done: number;
  tokens: number;
  ms: number;
}

/**
 * The one sequence of tokens whose keys and values are in memory. A prompt is evaluated from where it first differs; what
 * comes after that is lost, unless it was saved before.
 */
export class LiveSequence {
  readonly #context: LlamaContext;
  readonly #threads: ThreadCount;
  readonly #betweenBatches: () => void;
  readonly #makeGuesser: () => Guesser;
  #guesser: Guesser;
  #sequence: LlamaContextSequence;
  #tokenMs: number | null = null;

  /**
   * @param threads how many threads evaluate prompts
   * @param betweenBatches what else is done while a prompt is evaluated
   * @param makeGuesser makes the predictor of a sequence; the library disposes it with the sequence
   */
  constructor(
    context: LlamaContext,
    threads: ThreadCount,
    betweenBatches: () => void,
    makeGuesser: () => Guesser,
  ) {
    this.#context = context;
    this.#threads = threads;
    this.#betweenBatches = betweenBatches;
    this.#makeGuesser = makeGuesser;
    this.#guesser = makeGuesser();
    this.#sequence = context.getSequence({ tokenPredictor: this.#guesser.predictor });
  }

  get guesser(): Guesser {
    return this.#guesser;
  }

  get raw(): LlamaContextSequence {
    return this.#sequence;
  }

  /** Tokens that fit; the library keeps one place for itself. */
  get capacity(): number {
    return this.#context.contextSize - 1;
  }

  /** What is evaluated, a copy. */
  get tokens(): Token[] {
    return this.#sequence.contextTokens;
  }

  get length(): number {
    return this.#sequence.nextTokenIndex;
  }

  /** Milliseconds a prompt token takes at present; null before any was evaluated. */
  get tokenMs(): number | null {
    return this.#tokenMs;
  }

  /** How much of a prompt is evaluated already. */
  shared(prompt: readonly Token[]): number {
    return commonPrefix(this.tokens, prompt);
  }

  /** Keeps the first `length` tokens. */
  async cut(length: number): Promise<void> {
    // The end reaches beyond the tokens so that guesses which were not taken go too.
    await this.#sequence.eraseContextTokenRanges([{ start: length, end: this.#context.contextSize }]);
  }

  /**
   * Evaluates the prompt from `from` up to `to`, a batch at a time, and says so after each. Stops between two batches when
   * the signal aborts: then it throws `cancelled`, and what was evaluated stays.
   *
   * @param pace.batchMs what a batch may take, about
   * @param pace.expectedTokenMs what a token took last time, when known
   */
  async *evaluate(
    prompt: readonly Token[],
    from: number,
    to: number,
    pace: { batchMs: number; expectedTokenMs: number | null },
    signal: AbortSignal,
  ): AsyncGenerator<Batch, void, undefined> {
    const size = new BatchSize(this.#context.batchSize, pace.batchMs, this.#tokenMs ?? pace.expectedTokenMs);
    let done = from;
    while (done < to) {
      if (signal.aborted) throw new BitternError('cancelled', 'Stopped.');
      const tokens = Math.min(size.next(), to - done);
      this.#context.model.llama.maxThreads = this.#threads.threads;
      const began = performance.now();
      await this.#sequence.evaluateWithoutGeneratingNewTokens(prompt.slice(done, done + tokens));
      const ms = performance.now() - began;
      size.took(tokens, ms);
      if (tokens >= 8) this.#threads.took(tokens, ms);
      this.#tokenMs = size.tokenMs;
      done += tokens;
      this.#betweenBatches();
      yield { done, tokens, ms };
    }
  }

  async save(file: string): Promise<number> {
    await this.cut(this.length);
    return (await this.#sequence.saveStateToFile(file)).fileSize;
  }

  /**
   * Takes over a state that was saved by this model with these settings; the caller has verified that. Throws when llama.cpp
   * refuses it, and the sequence is empty then.
   */
  async restore(file: string): Promise<void> {
    try {
      await this.#sequence.loadStateFromFile(file, { acceptRisk: true });
    } catch (error) {
      await this.clear();
      throw error;
    }
  }

  /** Empties it, whatever state it was left in. */
  async clear(): Promise<void> {
    await this.#sequence.dispose();
    this.#guesser = this.#makeGuesser();
    this.#sequence = this.#context.getSequence({ tokenPredictor: this.#guesser.predictor });
  }
}
