import { BitternError } from '../../preload/contract/index.ts';
import type { Log } from '../log.ts';
import { Child, describeExit, type ExitReason, type Fork, RestartPolicy } from '../process/index.ts';
import { runtimeInterface } from './interface.ts';

export type RuntimeChild = Child<typeof runtimeInterface>;

/**
 * What glibc is told so that the memory of a process with a model is its model: one arena instead of one for every thread, and
 * freed memory given back. Other C libraries take no notice.
 */
const environment = { MALLOC_ARENA_MAX: '1', MALLOC_TRIM_THRESHOLD_: '131072' };

/** One life of the runtime process. */
export interface Life {
  readonly child: RuntimeChild;
  /** Counts lives; what an earlier one still says is not listened to. */
  readonly generation: number;
}

export interface SupervisorOptions {
  fork: Fork;
  log: Log;
  policy?: RestartPolicy;
  onChange(): void;
  /** Called after every death that was not asked for, with a sentence for people; may return a better one. */
  onDeath(life: Life, reason: ExitReason, sentence: string): string;
}

export type SupervisorState = 'stopped' | 'starting' | 'running' | 'backing-off' | 'failed';

/**
 * Starts the runtime process when it is needed, and again when it died: after a pause that doubles with each death, and not at
 * all after three within a minute, until the person asks for it.
 */
export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #policy: RestartPolicy;
  #life: Life | null = null;
  #generation = 0;
  #state: SupervisorState = 'stopped';
  #problem: string | null = null;
  #pause: Promise<void> = Promise.resolve();
  #endPause: () => void = () => {};
  #closed = false;

  constructor(options: SupervisorOptions) {
    this.#options = options;
    this.#policy = options.policy ?? new RestartPolicy();
  }

  get state(): SupervisorState {
    return this.#state;
  }

  /** Why it is not running, after a death. */
  get problem(): string | null {
    return this.#problem;
  }

  /** The life at hand, if there is one. */
  get life(): Life | null {
    return this.#life;
  }

  /** The process, started if need be. Throws `process-died` with the reason when it may not start again by itself. */
  async running(signal?: AbortSignal): Promise<Life> {
    for (;;) {
      signal?.throwIfAborted();
      if (this.#closed) throw new BitternError('cancelled', 'Bittern is closing.');
      if (this.#state === 'failed') throw new BitternError('process-died', this.#problem ?? '');
      await this.#pause;
      const life = this.#life ?? this.#start();
      await life.child.ready.catch(() => {});
      if (life === this.#life) return life;
    }
  }

  /** Kills a process that no longer answers; it counts as a death with this sentence. */
  async abandon(life: Life, sentence: string): Promise<void> {
    if (life !== this.#life) return;
    this.#life = null;
    this.#died(sentence);
    await life.child.stop();
  }

  /** Ends the process on purpose. It starts again when it is needed. */
  async stop(): Promise<void> {
    const life = this.#life;
    this.#life = null;
    if (this.#state !== 'failed' && this.#state !== 'backing-off') this.#set('stopped', null);
    await life?.child.stop();
  }

  /** The person wants it tried again: earlier deaths are forgotten. */
  forgive(): void {
    this.#policy.reset();
    this.#endPause();
    if (!this.#life) this.#set('stopped', null);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#endPause();
    await this.stop();
  }

  #start(): Life {
    const { fork, log } = this.#options;
    const child = new Child(runtimeInterface, { name: 'runtime', fork, log, env: environment });
    const life: Life = { child, generation: ++this.#generation };
    this.#life = life;
    this.#set('starting', null);
    child.ready.then(
      () => life === this.#life && this.#set('running', null),
      () => {},
    );
    void child.exited.then((reason) => {
      if (life !== this.#life) return;
      this.#life = null;
      const sentence = describeExit('runtime', reason);
      this.#died(this.#options.onDeath(life, reason, sentence));
    });
    return life;
  }

  #died(sentence: string): void {
    const delay = this.#policy.died();
    if (delay === null) {
      this.#set(
        'failed',
        `${sentence} It died three times within a minute and is not started again by itself.`,
      );
      return;
    }
    this.#pause = new Promise((resolve) => {
      const timer = setTimeout(() => this.#endPause(), delay);
      this.#endPause = () => {
        clearTimeout(timer);
        if (this.#state === 'backing-off') this.#set('stopped', this.#problem);
        resolve();
      };
    });
    this.#set('backing-off', sentence);
  }

  #set(state: SupervisorState, problem: string | null): void {
    if (this.#state === state && this.#problem === problem) return;
    this.#state = state;
    this.#problem = problem;
    this.#options.onChange();
  }
}
