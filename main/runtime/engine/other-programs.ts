import { type CpuInfo, cpus } from 'node:os';

/** Milliseconds that cores have worked, all together, and this process of them. */
interface Work {
  all: number;
  own: number;
  at: number;
}

/** What is read from the system; given in tests. */
export interface Clocks {
  cpus(): readonly Pick<CpuInfo, 'times'>[];
  /** Microseconds. */
  own(): { user: number; system: number };
  now(): number;
}

const real: Clocks = { cpus, own: () => process.cpuUsage(), now: () => performance.now() };

/**
 * How much of the machine others use, from its making until it is asked: unlike the system's load figures, which cover the last
 * minute, most of which may be this program's own past.
 */
export class OtherPrograms {
  readonly #clocks: Clocks;
  readonly #before: Work;

  constructor(clocks: Clocks = real) {
    this.#clocks = clocks;
    this.#before = this.#work();
  }

  /** Cores that others kept busy meanwhile, on average; not below zero. */
  cores(): number {
    const now = this.#work();
    const elapsed = now.at - this.#before.at;
    if (elapsed <= 0) return 0;
    return Math.max(0, (now.all - this.#before.all - (now.own - this.#before.own)) / elapsed);
  }

  #work(): Work {
    const { cpus: cores, own, now } = this.#clocks;
    const { user, system } = own();
    const all = cores()
      .map(({ times }) => times.user + times.nice + times.sys + times.irq)
      .reduce((sum, ms) => sum + ms, 0);
    return { all, own: (user + system) / 1000, at: now() };
  }
}
