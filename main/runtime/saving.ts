import type { Log } from '../log.ts';
import type { Residence } from './residence.ts';
import type { Speeds } from './speeds.ts';

/** Longest time that closing the program waits for a save. */
const lastSaveMs = 6000;

/** Saves what would be lost with the process: evaluated prompts, and how fast they were evaluated. */
export class Saving {
  readonly #residence: Residence;
  readonly #speeds: Speeds;
  readonly #onChange: () => void;
  readonly #log: Log;

  constructor(residence: Residence, speeds: Speeds, onChange: () => void, log: Log) {
    this.#residence = residence;
    this.#speeds = speeds;
    this.#onChange = onChange;
    this.#log = log;
  }

  /** Saves what is evaluated when losing it would cost this many milliseconds; returns before it has been checked and named. */
  async keep(worthMs: number): Promise<boolean> {
    const { resident } = this.#residence;
    if (!resident) return false;
    this.#saveSpeeds();
    const { child } = resident.life;
    const { saved } = await child.call('keep', { worthMs });
    const { residentBytes } = await child.call('memory', {});
    this.#residence.holds(residentBytes);
    this.#onChange();
    return saved;
  }

  /** Resolves when nothing is being checked and named any more. */
  async settled(): Promise<void> {
    await this.#residence.current.life.child.call('settle', {});
  }

  /** Saves and waits for it, but not for long: the program closes. */
  async last(worthMs: number): Promise<void> {
    const { resident } = this.#residence;
    if (!resident) return;
    const lastSave = (async () => {
      await this.keep(worthMs);
      await resident.life.child.call('settle', {});
    })();
    const patienceEnds = AbortSignal.timeout(lastSaveMs);
    await Promise.race([
      lastSave.catch(() => {}),
      new Promise<void>((resolve) => patienceEnds.addEventListener('abort', () => resolve(), { once: true })),
    ]);
  }

  #saveSpeeds(): void {
    try {
      this.#speeds.save();
    } catch (error) {
      this.#log('warn', 'The speeds of this machine could not be saved.', error);
    }
  }
}
