import { BitternError } from '../../preload/contract/index.ts';
import { EngineChoice } from './engine-choice.ts';
import type { RuntimeOptions } from './faces.ts';
import type { EngineSettings, Machine } from './interface.ts';
import { type Life, Supervisor, type SupervisorOptions } from './supervisor.ts';

/** The process that runs models and the library in it, which a process opens once: other settings want another process. */
export class EngineProcess {
  readonly supervisor: Supervisor;
  readonly choice: EngineChoice;
  /** The life that was started last, and the settings it was started for. */
  #started: { life: Life; key: string } | null = null;
  /** The life that is opening the library for a GPU, or whatever there is. */
  #opening: Life | null = null;
  /** The life in which the library is open. */
  #opened: Life | null = null;

  constructor(options: RuntimeOptions, on: Pick<SupervisorOptions, 'onChange' | 'onDeath'>) {
    this.choice = new EngineChoice(options);
    this.supervisor = new Supervisor({
      fork: options.fork,
      log: options.log,
      ...(options.policy ? { policy: options.policy } : {}),
      ...on,
    });
  }

  /** The process as it is, for questions and for work beside an answer; started if need be. */
  async running(signal?: AbortSignal): Promise<{ life: Life; engine: EngineSettings }> {
    const engine = this.choice.settings;
    const before = this.supervisor.life;
    const life = await this.supervisor.running(signal);
    if (life !== before || !this.#started) this.#started = { life, key: JSON.stringify(engine) };
    return { life, engine };
  }

  /** What the machine offers. Opens the library on first use; where opening it for a GPU ends the process, the processor is taken. */
  async machine(signal?: AbortSignal): Promise<{ life: Life; engine: EngineSettings; machine: Machine }> {
    const { life, engine } = await this.running(signal);
    if (engine.backend !== 'cpu' && life !== this.#opened) this.#opening = life;
    try {
      const machine = await life.child.call('machine', engine, signal ? { signal } : {});
      this.#opened = life;
      this.choice.notice(machine.notice);
      return { life, engine, machine };
    } catch (error) {
      const explained = await this.explained(life, error);
      if (engine.backend === 'cpu' || this.choice.settings.backend !== 'cpu') throw explained;
      return await this.machine(signal);
    } finally {
      if (this.#opening === life) this.#opening = null;
    }
  }

  /** Whether this life is opening the library for a GPU, which may end it. */
  isOpeningGpu(life: Life): boolean {
    return this.#opening === life;
  }

  /** Ends a process that was started for another backend or number of threads. */
  async renew(): Promise<void> {
    const { life } = this.supervisor;
    const isOther =
      this.#started?.life === life && this.#started?.key !== JSON.stringify(this.choice.settings);
    if (life && isOther) await this.supervisor.stop();
  }

  /** Ends a process that says nothing any more; returns the error for whoever waited. */
  async hung(life: Life): Promise<BitternError> {
    const sentence = 'The model stopped answering and was ended. Ask again to start it anew.';
    await this.supervisor.abandon(life, sentence);
    return new BitternError('process-died', sentence);
  }

  /** An error of a request, with the reason why its process died where it did. */
  async explained(life: Life, error: unknown): Promise<unknown> {
    if (!(error instanceof BitternError) || error.code !== 'process-died') return error;
    await life.child.exited;
    return new BitternError('process-died', this.supervisor.problem ?? error.message, { cause: error });
  }
}
