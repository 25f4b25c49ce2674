import type { Sampling } from '../../preload/contract/index.ts';
import type { Log } from '../log.ts';
import { Child, type Fork, type ProcessInput } from '../process/index.ts';
import { runtimeInterface } from '../runtime/interface.ts';

type BareRequest = ProcessInput<typeof runtimeInterface, 'bareLoad'>;

/** A bare loop in a process of its own. */
export class BareProcess implements AsyncDisposable {
  readonly #child: Child<typeof runtimeInterface>;
  readonly #signal: AbortSignal;
  readonly loadMs: number;

  private constructor(child: Child<typeof runtimeInterface>, signal: AbortSignal, loadMs: number) {
    this.#child = child;
    this.#signal = signal;
    this.loadMs = loadMs;
  }

  static async start(
    { fork, log, signal }: { fork: Fork; log: Log; signal: AbortSignal },
    request: BareRequest,
  ): Promise<BareProcess> {
    const child = new Child(runtimeInterface, { name: 'runtime', fork, log });
    try {
      const { ms } = await child.call('bareLoad', request, { signal });
      return new BareProcess(child, signal, ms);
    } catch (error) {
      await child.stop();
      throw error;
    }
  }

  /**
   * Tokens a second of prefill (null when a saved state held it all) and of decode, which ends after a minute whatever it has come to.
   * With `hurry` the prompt gets a thread a core; its prefill is no figure then.
   */
  async run(
    depth: number,
    generate: number,
    sampling: Sampling,
    { state = null, hurry = false }: { state?: string | null; hurry?: boolean } = {},
  ): Promise<{ prefill: number | null; decode: number }> {
    const task = { depth, generate, sampling, state, hurry, decodeLimitMs: 60_000 };
    const result = await this.#child.call('bareRun', task, { signal: this.#signal });
    return {
      prefill: result.prefillMs === null ? null : result.evaluated / (result.prefillMs / 1000),
      decode: (result.generated - 1) / (result.decodeMs / 1000),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#child.stop();
  }
}
