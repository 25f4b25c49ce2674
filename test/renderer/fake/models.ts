import {
  BitternError,
  type InstalledModel,
  type Job,
  type MemoryPlan,
  type RuntimeStatus,
} from '../../../preload/contract/index.ts';
import type { Bus, HandlersOf } from './bus.ts';
import { catalogue } from './catalogue.ts';

/** Models, the downloads that bring them, and what runs them. */
export class FakeModels {
  readonly #bus: Bus;
  readonly #isAnswering: () => boolean;
  readonly #jobs: Job[] = [];
  #models: InstalledModel[] = [];

  constructor(bus: Bus, isAnswering: () => boolean) {
    this.#bus = bus;
    this.#isAnswering = isAnswering;
  }

  get hasModel(): boolean {
    return this.#models.length > 0;
  }

  readonly handlers: HandlersOf<'model' | 'job' | 'runtime'> = {
    'model.catalogue': () => ({ entries: catalogue(this.#models, this.#jobs) }),
    'model.list': () => ({ models: this.#models }),
    'model.get': ({ catalogueId }) => this.#download(catalogueId),
    'model.add': ({ sources }) => {
      const [source] = sources;
      const name = source?.kind === 'path' ? source.path : (source?.name ?? '');
      if (!name.endsWith('.gguf'))
        throw new BitternError('unreadable', `“${name}” is not a BTLM model: it has no GGUF header.`);
      if (name.startsWith('cut')) throw new BitternError('unreadable', `${name} is cut short.`);
      const model = this.install(name.split('/').at(-1)!.replace('.gguf', ''), false);
      return { model, job: null };
    },
    'model.remove': ({ id }) => {
      const freedBytes = this.#models.find((model) => model.id === id)?.bytes ?? 0;
      this.#models = this.#models.filter((model) => model.id !== id);
      this.#bus.emit('model.changed', {});
      return { freedBytes };
    },
    'model.discardOriginal': ({ id }) => {
      this.#models = this.#models.map((model) => (model.id === id ? { ...model, originalBytes: 0 } : model));
      this.#bus.emit('model.changed', {});
      return { freedBytes: 5.3e9 };
    },
    'model.rename': ({ id, name }) => {
      this.#models = this.#models.map((model) => (model.id === id ? { ...model, name } : model));
      this.#bus.emit('model.changed', {});
      return this.#models.find((model) => model.id === id)!;
    },
    'model.setDefault': ({ id }) => {
      this.#models = this.#models.map((model) => ({ ...model, isDefault: model.id === id }));
      this.#bus.emit('model.changed', {});
      return {};
    },
    'model.show': () => ({}),
    'job.list': () => ({ jobs: this.#jobs }),
    'job.pause': ({ id }) => this.#changeJob(id, { state: 'paused' }),
    'job.resume': ({ id }) => this.#changeJob(id, { state: 'running', error: null }),
    'job.cancel': ({ id }) => this.#changeJob(id, { state: 'cancelled' }),
    'runtime.status': () => this.#status(),
    'runtime.plan': ({ contextTokens }) => planFor(contextTokens ?? 8192),
    'runtime.load': () => this.#status(),
    'runtime.unload': () => ({ ...this.#status(), state: 'stopped', modelId: null, residentBytes: null }),
    'runtime.doctor': () => ({
      findings: [
        { subject: 'Processor', ok: true, text: '8 physical cores with AVX-512: 4-bit models run fast.' },
        {
          subject: 'Memory',
          ok: true,
          text: '15.6 GB, of which 9.2 GB are free: room for 8,192 tokens of context.',
        },
        {
          subject: 'Graphics card',
          ok: false,
          text: 'None that llama.cpp can use. Answers are made by the processor.',
        },
      ],
    }),
  };

  /** Adds a model and tells every window. */
  install(name: string, isDefault: boolean): InstalledModel {
    const model: InstalledModel = {
      id: this.#bus.id('mdl'),
      name,
      kind: 'chat',
      path: `/home/ada/.local/share/Bittern/models/${name}.gguf`,
      bytes: 1.64e9,
      recipe: 'IQ4_NL',
      hash: 'c'.repeat(64),
      contextTokens: 8192,
      parameters: 2.65e9,
      isDefault,
      addedAt: Date.UTC(2026, 9, 3),
      problem: null,
      origin: isDefault ? `cerebras/btlm-3b-8k-chat@${'0123456789'.repeat(4)}` : null,
      originalBytes: isDefault ? 5.3e9 : 0,
      owned: true,
    };
    this.#models = [...this.#models, model];
    this.#bus.emit('model.changed', {});
    return model;
  }

  #download(catalogueId: string): Job {
    const total = 5.29e9;
    const job: Job = {
      id: this.#bus.id('job'),
      kind: 'download',
      title: `Get ${catalogueId}`,
      step: 'Downloading pytorch_model-00001-of-00002.bin',
      state: 'running',
      progress: { done: 0, total, unit: 'bytes', rate: 41e6, secondsLeft: 129 },
      error: null,
      canPause: true,
      subject: catalogueId,
      createdAt: Date.now(),
    };
    this.#jobs.unshift(job);
    this.#bus.emit('job.changed', job);
    this.#bus.emit('model.changed', {});
    const timer = setInterval(() => {
      if (job.state === 'cancelled' || job.state === 'done') return clearInterval(timer);
      if (job.state !== 'running') return;
      const done = Math.min(total, job.progress!.done + 2.05e7);
      job.progress = { done, total, unit: 'bytes', rate: 41e6, secondsLeft: (total - done) / 41e6 };
      this.#bus.emit('job.changed', { ...job });
    }, 500);
    timer.unref();
    return job;
  }

  #changeJob(id: string, change: Partial<Job>): Record<string, never> {
    const job = this.#jobs.find((candidate) => candidate.id === id);
    if (job) this.#bus.emit('job.changed', Object.assign(job, change));
    return {};
  }

  #status(): RuntimeStatus {
    const model = this.#models.find(({ isDefault }) => isDefault) ?? this.#models[0];
    return {
      state: model ? (this.#isAnswering() ? 'busy' : 'ready') : 'stopped',
      modelId: model?.id ?? null,
      modelName: model?.name ?? null,
      backend: model ? 'cpu' : null,
      plan: model ? planFor(8192) : null,
      problem: null,
      residentBytes: model ? 4.28e9 : null,
    };
  }
}

function planFor(contextTokens: number): MemoryPlan {
  const of = (context: number) => 1.64e9 + context * 327_680 + 0.19e9;
  return {
    contextTokens,
    weights: 1.64e9,
    kvCache: contextTokens * 327_680,
    scratch: 0.19e9,
    total: of(contextTokens),
    available: 9.2e9,
    fits: true,
    reason: `${contextTokens.toLocaleString('en')} tokens: the most that BTLM knows, and there is room for it.`,
    choices: [2048, 3584, 4096, 6144, 8192].map((context) => ({
      contextTokens: context,
      total: of(context),
      fits: true,
    })),
  };
}
