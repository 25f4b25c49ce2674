import type { LlamaContext, LlamaContextSequence, Token } from 'node-llama-cpp';
import type { Sampling } from '../../../preload/contract/index.ts';
import { skipBindingTest } from '../../process/index.ts';
import type { ContextShape } from '../interface.ts';
import type { Library, LlamaModule } from './library.ts';
import { evaluateOptions } from './sampler.ts';

type Llama = Library['llama'];

interface BareRequest extends ContextShape {
  path: string;
  way: 'same' | 'defaults';
}

/** node-llama-cpp as it comes, without a setting of ours. */
export async function openDefaults(): Promise<{ llama: Llama; backend: string; threads: number | null }> {
  skipBindingTest();
  const module: LlamaModule = await import('node-llama-cpp');
  const llama = await module.getLlama({ build: 'never', skipDownload: true, progressLogs: false });
  return { llama, backend: llama.gpu === false ? 'cpu' : llama.gpu, threads: null };
}

/**
 * The shortest loop that generates with node-llama-cpp, to measure Bittern against: no snapshots, no stop strings, no text, no
 * other process to send anything to.
 */
export class BareLoop {
  readonly loadMs: number;
  readonly #context: LlamaContext;
  readonly #batchTokens: number;
  #sequence: LlamaContextSequence;

  private constructor(context: LlamaContext, batchTokens: number, loadMs: number) {
    this.#context = context;
    this.#batchTokens = batchTokens;
    this.#sequence = context.getSequence();
    this.loadMs = loadMs;
  }

  static async load(
    { llama, backend, threads }: { llama: Llama; backend: string; threads: number | null },
    { path, way, contextTokens, batchTokens }: BareRequest,
  ): Promise<BareLoop> {
    const began = performance.now();
    const own = way === 'same';
    const onCpu = own && backend === 'cpu';
    const model = await llama.loadModel({
      modelPath: path,
      ...(onCpu ? { useMmap: false, gpuLayers: 0, ignoreMemorySafetyChecks: true } : {}),
    });
    const context = await model.createContext({
      contextSize: contextTokens,
      ...(own ? { batchSize: batchTokens, ...(threads === null ? {} : { threads }) } : {}),
      ...(onCpu ? { flashAttention: false, ignoreMemorySafetyChecks: true } : {}),
    });
    return new BareLoop(context, context.batchSize, performance.now() - began);
  }

  async run(task: {
    depth: number;
    generate: number;
    state: string | null;
    hurry: boolean;
    decodeLimitMs: number;
    sampling: Sampling;
  }): Promise<{ evaluated: number; prefillMs: number | null; generated: number; decodeMs: number }> {
    const { llama } = this.#context.model;
    const threads = llama.maxThreads;
    await this.#sequence.clearHistory();
    if (task.state !== null) await this.#sequence.loadStateFromFile(task.state, { acceptRisk: true });
    const from = Math.min(this.#sequence.nextTokenIndex, task.depth - 1);
    await this.#sequence.eraseContextTokenRanges([{ start: from, end: this.#context.contextSize }]);
    const prompt = Array.from(
      { length: task.depth },
      (_, index) => (300 + ((index * 7919) % 30_000)) as Token,
    );
    if (task.hurry) llama.maxThreads = llama.cpuMathCores;
    const began = performance.now();
    for (let done = from; done < task.depth - 1; done += this.#batchTokens)
      await this.#sequence.evaluateWithoutGeneratingNewTokens(
        prompt.slice(done, Math.min(task.depth - 1, done + this.#batchTokens)),
      );
    llama.maxThreads = threads;
    const generated: Token[] = [];
    const options = evaluateOptions(task.sampling, 1, (atMost) => generated.slice(-atMost));
    let firstAt = 0;
    for await (const token of this.#sequence.evaluate(prompt.slice(-1), options)) {
      if (generated.length === 0) firstAt = performance.now();
      generated.push(token);
      if (generated.length >= task.generate) break;
      if (generated.length > 1 && performance.now() - firstAt > task.decodeLimitMs) break;
    }
    const evaluated = task.depth - from;
    return {
      evaluated,
      prefillMs: evaluated > 1 ? firstAt - began : null,
      generated: generated.length,
      decodeMs: performance.now() - firstAt,
    };
  }
}
