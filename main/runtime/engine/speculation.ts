import type { InputLookupTokenPredictor, Token } from 'node-llama-cpp';
import type { LlamaModule } from './library.ts';

/** A guess needs this many tokens in common with the prompt: shorter runs are chance. */
const shortestMatch = 3;
/** With the token at hand a batch of four, one pass of ggml's narrowest matrix kernel. */
const longestGuess = 3;
/** Guesses to watch before judging whether they pay. */
const trial = 8;

/**
 * Prompt lookup: an answer that quotes its document goes on as the document does, so the next tokens are guessed from there and
 * checked in one batch. Only what the model would have chosen is kept. With `auto` guessing ends for an answer in which it turns
 * out to be slower on this machine.
 */
export interface Guesser {
  readonly predictor: InputLookupTokenPredictor;
  /** For one answer: whether to guess at all, and whether to stop when it does not pay. */
  begin(mode: 'auto' | 'on' | 'off', prompt: readonly Token[]): void;
  end(): void;
  /** A token was produced. */
  produced(): void;
  /** Whether the batch at hand holds no guess. */
  readonly isPlain: boolean;
  /**
   * The guessed tokens before the one that is being sampled. Call it once for each sampled token: a batch's are sampled in order,
   * before the first of them is produced.
   */
  nextGuessed(): readonly Token[];
}

interface Pace {
  ms: number;
  tokens: number;
  batches: number;
}

const perToken = ({ ms, tokens }: Pace): number => (tokens > 0 ? ms / tokens : 0);

/** Makes the guesser that a sequence is created with. It stays silent until `begin`. */
export function createGuesser(module: LlamaModule, now: () => number = () => performance.now()): Guesser {
  let mode: 'auto' | 'on' | 'off' = 'off';
  let guess: readonly Token[] = [];
  let sampled = 0;
  let batchBegan: number | null = null;
  let batchGuesses = false;
  let tokensInBatch = 0;
  const guessing: Pace = { ms: 0, tokens: 0, batches: 0 };
  const plain: Pace = { ms: 0, tokens: 0, batches: 0 };

  const closeBatch = (): void => {
    if (batchBegan !== null && tokensInBatch > 0) {
      const pace = batchGuesses ? guessing : plain;
      pace.ms += now() - batchBegan;
      pace.tokens += tokensInBatch;
      pace.batches += 1;
    }
    batchBegan = null;
    tokensInBatch = 0;
  };
  const pays = (): boolean =>
    mode === 'on' ||
    guessing.batches < trial ||
    plain.batches < trial ||
    perToken(guessing) < perToken(plain);

  class SwitchedLookup extends module.InputLookupTokenPredictor {
    override predictTokens(): Token[] {
      closeBatch();
      guess = mode !== 'off' && pays() ? super.predictTokens() : [];
      batchGuesses = guess.length > 0;
      sampled = 0;
      batchBegan = now();
      return [...guess];
    }
  }
  const predictor = new SwitchedLookup({
    patternLength: { min: shortestMatch },
    predictionLength: { max: longestGuess },
  });

  return {
    predictor,
    begin(wanted, prompt) {
      mode = wanted;
      guess = [];
      sampled = 0;
      batchBegan = null;
      predictor.updateInputTokens(mode === 'off' ? [] : [...prompt]);
    },
    end() {
      closeBatch();
      mode = 'off';
      predictor.updateInputTokens([]);
    },
    get isPlain() {
      return !batchGuesses;
    },
    produced() {
      tokensInBatch += 1;
      guess = [];
      sampled = 0;
    },
    nextGuessed: () => guess.slice(0, sampled++),
  };
}
