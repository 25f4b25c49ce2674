import { monitorEventLoopDelay } from 'node:perf_hooks';
import {
  BitternError,
  defaultSampling,
  type InstalledModel,
  type Sampling,
  type Settings,
} from '../../preload/contract/index.ts';
import { EventBus } from '../events.ts';
import type { Log } from '../log.ts';
import type { Fork } from '../process/index.ts';
import { createRuntime, type LoadedModel, type Runtime } from '../runtime/index.ts';
import { textOf } from './prompts.ts';

/** Bittern's own way of sampling, the same for everything that is measured. */
export const benchSampling: Sampling = { ...defaultSampling, seed: 1, maxTokens: 8192 };
const slot = 'cnv_benchmark000000';

export interface Measured {
  /** From the request to the first token, as the program sees it. */
  firstTokenMs: number;
  /** From the request until the evaluation of its new tokens began. */
  readyMs: number;
  evaluatedTokens: number;
  /** Tokens a second. */
  prefill: number;
  decode: number;
}

/** A model file as the runtime wants its models. */
export function modelOf(path: string, bytes: number): InstalledModel {
  return {
    id: 'mdl_benchmark000000',
    name: path,
    kind: 'chat',
    path,
    bytes,
    recipe: 'unknown',
    hash: `${path} ${bytes}`,
    contextTokens: 8192,
    parameters: 0,
    isDefault: true,
    addedAt: 0,
    problem: null,
    origin: null,
    originalBytes: 0,
    owned: false,
  };
}

/** Bittern's runtime as the program has it, with nobody else using it. Without a context of its own it takes what it wants. */
export class BitternSubject implements AsyncDisposable {
  readonly #runtime: Runtime;
  readonly #signal: AbortSignal;
  #contextTokens: number | null;

  constructor(
    options: { fork: Fork; log: Log; settings: Settings; signal: AbortSignal },
    model: InstalledModel,
    directory: string,
    contextTokens: number | null,
  ) {
    this.#signal = options.signal;
    this.#contextTokens = contextTokens;
    this.#runtime = createRuntime({
      fork: options.fork,
      log: options.log,
      events: new EventBus(),
      settings: () => ({
        ...options.settings,
        contextTokens: this.#contextTokens,
        memoryBudget: null,
        unloadAfterMinutes: 0,
      }),
      snapshotsDirectory: directory,
      models: { byId: () => model, defaultModel: () => model, markProblem: () => {} },
      // Nothing is saved of its own accord while something is measured.
      patience: { beforeKeeping: 24 * 3_600_000, worthKeeping: 24 * 3_600_000 },
    });
  }

  async load(): Promise<{ ms: number; loaded: LoadedModel }> {
    const began = performance.now();
    const loaded = await this.#runtime.ensureLoaded(null, { signal: this.#signal });
    return { ms: performance.now() - began, loaded };
  }

  /** The context it takes when so many tokens are wanted. Loads nothing. */
  async contextFor(wanted: number): Promise<number> {
    return (await this.#runtime.plan(null, wanted)).contextTokens;
  }

  /** Gives it another context, as a longer document does. */
  async grow(contextTokens: number): Promise<LoadedModel> {
    this.#contextTokens = contextTokens;
    return (await this.load()).loaded;
  }

  /**
   * Asks with a prompt of `depth` tokens and some new ones after it, generates, and watches this process's event loop meanwhile:
   * its 99th percentile of delay in milliseconds. Not for measuring speed: the watch itself wakes a core two hundred times a second.
   */
  async watch(depth: number, seed: number, generate: number): Promise<number> {
    const resolution = 5;
    const delay = monitorEventLoopDelay({ resolution });
    delay.enable();
    await this.ask(depth, seed, generate);
    delay.disable();
    return delay.percentile(99) / 1e6 - resolution;
  }

  /** Asks with a prompt of `depth` tokens and some new ones after it, and generates. */
  async ask(depth: number, seed: number, generate: number, more = ''): Promise<Measured> {
    const began = performance.now();
    let ended = began;
    let readyMs: number | null = null;
    let measured: Measured | null = null;
    const prompt = [{ text: textOf(depth, seed) }, { text: more }];
    const request = { modelId: null, slot, prompt, sampling: benchSampling, stop: [], maxTokens: generate };
    for await (const event of this.#runtime.generate(
      { ...request, ignoreEnd: true },
      { signal: this.#signal },
    )) {
      ended = performance.now();
      if (event.type === 'prefill') readyMs ??= ended - began;
      if (event.type !== 'done') continue;
      const evaluatedTokens = event.promptTokens - event.reusedTokens;
      measured = {
        firstTokenMs: event.firstTokenMs,
        readyMs: readyMs ?? event.firstTokenMs,
        evaluatedTokens,
        prefill: evaluatedTokens / (event.firstTokenMs / 1000),
        decode: (event.answerTokens - 1) / ((ended - began - event.firstTokenMs) / 1000),
      };
    }
    if (!measured) throw new BitternError('internal', 'The answer has no end.');
    return measured;
  }

  /**
   * Gives up a prompt of `depth` tokens `afterMs` into its evaluation. Returns the milliseconds until the caller was told, and
   * until the model had stopped, so that something else could use it.
   */
  async cancel(depth: number, seed: number, afterMs: number): Promise<{ toldMs: number; stoppedMs: number }> {
    const abort = new AbortController();
    const prompt = [{ text: textOf(depth, seed) }];
    const request = { modelId: null, slot, prompt, sampling: benchSampling, stop: [], maxTokens: 1 };
    const asked = (async () => {
      for await (const event of this.#runtime.generate(request, { signal: abort.signal }))
        if (event.type === 'text') break;
    })();
    asked.catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, afterMs));
    const began = performance.now();
    abort.abort();
    await asked.catch(() => {});
    const toldMs = performance.now() - began;
    await this.#runtime.idle();
    return { toldMs, stoppedMs: performance.now() - began };
  }

  /** Reads a prompt of `depth` tokens ahead, as the window does with the conversation that it shows. */
  async show(depth: number, seed: number): Promise<void> {
    const prompt = [{ text: textOf(depth, seed) }];
    await this.#runtime.readAhead({ modelId: null, slot, prompt }).finished;
  }

  async save(): Promise<void> {
    await this.#runtime.keep();
  }

  async forget(): Promise<void> {
    await this.#runtime.forget({ snapshots: false });
  }

  /** Highest memory of its process until now, bytes. */
  async peakBytes(): Promise<number> {
    return (await this.#runtime.memory())?.peakBytes ?? 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#runtime.close();
  }
}
