import type { RuntimeOptions } from './faces.ts';
import type { EngineSettings } from './interface.ts';

/** What the library is to be opened for: what the settings say, or the processor once a GPU has failed. Says so once. */
export class EngineChoice {
  readonly #options: Pick<RuntimeOptions, 'settings' | 'events'>;
  /** The setting with which a GPU failed: until it changes, the processor is used. */
  #failed: string | null = null;
  #noticed = '';

  constructor(options: Pick<RuntimeOptions, 'settings' | 'events'>) {
    this.#options = options;
  }

  get settings(): EngineSettings {
    const { backend, threads } = this.#options.settings();
    if (this.#failed !== null && this.#failed !== backend) this.#failed = null;
    return { backend: this.#failed === null ? backend : 'cpu', threads };
  }

  /** A GPU failed and is not used again until the setting changes; `text` tells the person. */
  leaveGpu(text: string): void {
    this.#failed = this.#options.settings().backend;
    this.notice(text);
  }

  /** Tells the person something about the engine, unless it was what was told last. */
  notice(text: string | null): void {
    if (text === null || text === this.#noticed) return;
    this.#noticed = text;
    this.#options.events.emit('notice', { level: 'warning', text });
  }
}
