import type { Llama, LlamaContextSequence, LlamaModel, Token } from 'node-llama-cpp';
import { skipBindingTest } from '../../../process/index.ts';
import { logProbabilities } from './compare.ts';

export interface TriedModelOptions {
  readonly threads: number;
  /** Longest text that will be evaluated. */
  readonly contextTokens: number;
  readonly signal: AbortSignal;
}

/** Positions evaluated in one call: each comes back as a map of the whole vocabulary, a few megabytes. */
const positionsAtOnce = 8;

const wholeDistribution = {
  generateNext: { probabilities: true, options: { temperature: 1, topK: 0, topP: 1, minP: 0 } },
} as const;

/** A model in llama.cpp on the processor, to see what it computes. Not the runtime that answers. */
export class TriedModel implements AsyncDisposable {
  readonly #llama: Llama;
  readonly #model: LlamaModel;
  readonly #sequence: LlamaContextSequence;

  private constructor(llama: Llama, model: LlamaModel, sequence: LlamaContextSequence) {
    this.#llama = llama;
    this.#model = model;
    this.#sequence = sequence;
  }

  static async load(path: string, options: TriedModelOptions): Promise<TriedModel> {
    skipBindingTest();
    const { getLlama, LlamaLogLevel } = await import('node-llama-cpp');
    const llama = await getLlama({
      gpu: false,
      build: 'never',
      skipDownload: true,
      progressLogs: false,
      logLevel: LlamaLogLevel.error,
      ramPadding: 0,
    });
    // Without a GPU the library would not go below four threads by itself.
    llama.maxThreads = options.threads;
    try {
      const model = await llama.loadModel({
        modelPath: path,
        gpuLayers: 0,
        useMmap: false,
        loadSignal: options.signal,
      });
      const context = await model.createContext({
        contextSize: options.contextTokens,
        threads: options.threads,
        flashAttention: false,
        createSignal: options.signal,
      });
      return new TriedModel(llama, model, context.getSequence());
    } catch (thrown) {
      await llama.dispose();
      throw thrown;
    }
  }

  tokenize(text: string): number[] {
    return this.#model.tokenize(text);
  }

  /**
   * Natural logarithms of the next token's probabilities after each of `positions`, in order. Tokens are taken to follow
   * what was evaluated before.
   */
  async logProbabilities(tokens: readonly number[], positions: readonly number[]): Promise<Float64Array[]> {
    const wanted = new Set(positions);
    const outputs = await this.#sequence.controlledEvaluate(
      (tokens as Token[]).map((token, position) =>
        wanted.has(position) ? [token, wholeDistribution] : token,
      ),
    );
    return positions.map((position) => {
      // A token that is missing leaves its NaN, which is close to nothing.
      const logs = new Float64Array(this.#model.fileInfo.metadata.tokenizer.ggml.tokens.length).fill(
        Number.NaN,
      );
      for (const [token, probability] of outputs[position]?.next.probabilities ?? [])
        logs[token as number] = Math.log(probability);
      return logProbabilities(logs);
    });
  }

  /** The same after every one of the tokens, a few at a time. */
  async *everyLogProbabilities(tokens: readonly number[]): AsyncGenerator<Float64Array> {
    for (let start = 0; start < tokens.length; start += positionsAtOnce) {
      const part = tokens.slice(start, start + positionsAtOnce);
      yield* await this.logProbabilities(part, [...part.keys()]);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#llama.dispose();
  }
}
