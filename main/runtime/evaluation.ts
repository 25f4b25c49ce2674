import { randomInt } from 'node:crypto';
import { BitternError, type InstalledModel, type Progress } from '../../preload/contract/index.ts';
import type { GenerateOptions, Patience, ReadAheadOptions, RuntimeEvent, RuntimeOptions } from './faces.ts';
import type { GenerateItem, PrefillItem } from './interface.ts';
import type { Residence } from './residence.ts';
import { withinPatience } from './silence.ts';
import type { Speeds } from './speeds.ts';

/** Has the model evaluate prompts: to answer them, or before anybody asks. Learns how fast that is. */
export class Evaluation {
  readonly #residence: Residence;
  readonly #speeds: Speeds;
  readonly #patience: Patience;
  readonly #options: RuntimeOptions;
  readonly #modelOf: (id: string | null) => InstalledModel;

  constructor(
    residence: Residence,
    speeds: Speeds,
    patience: Patience,
    options: RuntimeOptions,
    modelOf: (id: string | null) => InstalledModel,
  ) {
    this.#residence = residence;
    this.#speeds = speeds;
    this.#patience = patience;
    this.#options = options;
    this.#modelOf = modelOf;
  }

  /** Answers when it is its turn, and says what happens. */
  async *answer(
    request: GenerateOptions,
    signal: AbortSignal,
  ): AsyncGenerator<RuntimeEvent, void, undefined> {
    const began = performance.now();
    const endTurn = await this.#residence.turn(signal);
    try {
      const model = this.#modelOf(request.modelId);
      if (this.#residence.resident?.model.id !== model.id) yield { type: 'loading', progress: null };
      await this.#residence.ensure(model, { signal, slot: request.slot });
      yield* this.#generate(request, began, signal);
    } catch (error) {
      if (signal.aborted) throw new BitternError('cancelled', 'Stopped.', { cause: error });
      throw error;
    } finally {
      endTurn();
    }
  }

  /** Evaluates a prompt when it is its turn. @param onLoaded called when the model is there */
  async read(request: ReadAheadOptions, onLoaded: () => void, signal: AbortSignal): Promise<void> {
    const residence = this.#residence;
    await residence.exclusively(signal, async () => {
      await residence.ensure(this.#modelOf(request.modelId), { signal, slot: request.slot });
      const { life, model } = residence.current;
      const key = residence.speedKey(model);
      onLoaded();
      const input = {
        slot: request.slot,
        prompt: [...request.prompt],
        expectedTokenMs: this.#speeds.tokenMs(key, 0),
      };
      const stream = life.child.stream('prefill', input, { signal });
      const onSilence = (): Promise<Error> => residence.process.hung(life);
      for await (const item of withinPatience(stream, this.#patience.hang, onSilence))
        request.onProgress?.(this.#progressOf(key, item));
      signal.throwIfAborted();
    });
  }

  async *#generate(
    request: GenerateOptions,
    began: number,
    signal: AbortSignal,
  ): AsyncGenerator<RuntimeEvent, void, undefined> {
    const { life, model, plan } = this.#residence.current;
    const key = this.#residence.speedKey(model);
    const seed = request.sampling.seed ?? randomInt(0x1_0000_0000);
    const input = {
      slot: request.slot,
      prompt: [...request.prompt],
      sampling: request.sampling,
      seed,
      stop: [...request.stop],
      maxTokens: request.maxTokens,
      speculation: this.#options.settings().speculation,
      expectedTokenMs: this.#speeds.tokenMs(key, 0),
      ignoreEnd: request.ignoreEnd ?? false,
    };
    const stream = life.child.stream('generate', input, { signal });
    const loadingMs = performance.now() - began;
    const onSilence = (): Promise<Error> => this.#residence.process.hung(life);
    try {
      for await (const item of withinPatience(stream, this.#patience.hang, onSilence)) {
        // What was on its way when it was stopped is not wanted any more.
        signal.throwIfAborted();
        if (item.type === 'text') yield { type: 'text', text: item.text };
        else if (item.type === 'prefill') yield { type: 'prefill', progress: this.#progressOf(key, item) };
        else yield doneEvent(item, { loadingMs, seed, model, contextTokens: plan.contextTokens });
      }
    } catch (error) {
      throw await this.#residence.process.explained(life, error);
    }
  }

  #progressOf(key: string, { done, total, reused, batchTokens, batchMs }: PrefillItem): Progress {
    if (batchTokens > 0) this.#speeds.evaluated(key, done - batchTokens, batchTokens, batchMs);
    return {
      done,
      total,
      unit: 'tokens',
      rate: batchMs > 0 ? batchTokens / (batchMs / 1000) : null,
      secondsLeft: total > reused ? this.#speeds.prefillSeconds(key, done, total) : 0,
    };
  }
}

function doneEvent(
  item: Extract<GenerateItem, { type: 'done' }>,
  made: { loadingMs: number; seed: number; model: InstalledModel; contextTokens: number },
): RuntimeEvent {
  const { loadingMs, seed, model, contextTokens } = made;
  const { endedBy, promptTokens, reusedTokens, answerTokens, decodeMs, guessed, guessedRight } = item;
  return {
    type: 'done',
    endedBy,
    promptTokens,
    reusedTokens,
    answerTokens,
    firstTokenMs: loadingMs + item.firstTokenMs,
    tokensPerSecond: answerTokens > 1 ? (answerTokens - 1) / (decodeMs / 1000) : null,
    seed,
    modelId: model.id,
    modelHash: model.hash,
    modelName: model.name,
    contextTokens,
    guessed,
    guessedRight,
  };
}
