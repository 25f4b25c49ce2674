import { settings } from '../../../preload/contract/index.ts';
import { surveyPassages } from './answers.ts';
import type { Bus, HandlersOf } from './bus.ts';
import type { FakeDocument } from './documents.ts';

/** Settings, what is found, and what else is said of the program as a whole. */
export class FakeSettings {
  readonly #bus: Bus;
  readonly #survey: FakeDocument;
  #settings = settings.parse({});

  constructor(bus: Bus, survey: FakeDocument) {
    this.#bus = bus;
    this.#survey = survey;
  }

  readonly handlers: HandlersOf<'search' | 'settings' | 'app'> = {
    'search.passages': () => ({
      passages: surveyPassages(this.#survey),
      ms: 3,
      by: 'words',
      alsoLookedFor: [],
    }),
    'search.state': () => ({
      modelId: null,
      modelName: null,
      problem: null,
      chunks: 0,
      embedded: 0,
      jobId: null,
    }),
    'search.prepare': () => ({}),
    'settings.get': () => this.#settings,
    'settings.set': (patch) => {
      const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
      this.#settings = { ...this.#settings, ...given };
      this.#bus.emit('settings.changed', this.#settings);
      return this.#settings;
    },
    'app.info': () => ({
      version: '0.1.0',
      shell: 'browser',
      platform: 'linux',
      dataDirectory: '/home/ada/.local/share/Bittern',
      notice: null,
    }),
    'app.network': () => ({
      attempts: [
        {
          at: Date.UTC(2026, 10, 1, 10, 2),
          url: 'https://huggingface.co/api/models/cerebras/btlm-3b-8k-chat',
          allowed: true,
          outcome: '200, 3.1 kB',
        },
        {
          at: Date.UTC(2026, 10, 1, 9, 58),
          url: 'https://huggingface.co/api/models/cerebras/btlm-3b-8k-chat',
          allowed: false,
          outcome: 'Bittern is set to stay offline.',
        },
      ],
    }),
    'app.openLink': () => ({}),
  };
}
