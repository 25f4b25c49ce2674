import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { BitternError, type InstalledModel, type RuntimeStatus } from '../../preload/contract/index.ts';
import type { HandlersOf } from '../handlers.ts';
import { examine } from './doctor.ts';
import { embed } from './embedding.ts';
import { Evaluation } from './evaluation.ts';
import type { LoadedModel, Patience, Runtime, RuntimeOptions } from './faces.ts';
import { Foreground } from './foreground.ts';
import { Forgetting } from './forgetting.ts';
import { usesInstruction } from './instructions.ts';
import { LoadWaiters } from './load-waiters.ts';
import { ReadAheads } from './read-aheads.ts';
import { type EnsureOptions, Residence } from './residence.ts';
import { Rest } from './rest.ts';
import { Saving } from './saving.ts';
import { Speeds } from './speeds.ts';
import { statusOf } from './status.ts';

export type {
  GenerateOptions,
  LoadedModel,
  Runtime,
  RuntimeEvent,
  RuntimeOptions,
  Segment,
} from './faces.ts';

/** How long closing the program waits for the process to forget; it may be at a batch. */
const lastForgettingMs = 3000;

const defaultPatience: Patience = {
  hang: 120_000,
  hangLoading: 300_000,
  beforeKeeping: 1500,
  worthKeeping: 2000,
  worthKeepingAgain: 10_000,
};

export function createRuntime(options: RuntimeOptions): Runtime {
  const { models, events, log } = options;
  const patience: Patience = { ...defaultPatience, ...options.patience };
  const speeds = new Speeds(join(options.snapshotsDirectory, 'speeds.json'));
  let lastStatus = '';

  const status = (): RuntimeStatus => statusOf(residence, foreground.isAnswering || readAheads.active);
  const changed = (): void => {
    const now = status();
    const text = JSON.stringify(now);
    if (text === lastStatus) return;
    lastStatus = text;
    events.emit('runtime.changed', now);
  };
  const residence = new Residence(options, patience, speeds, changed);
  const { supervisor } = residence.process;
  const evaluation = new Evaluation(residence, speeds, patience, options, modelOf);
  const saving = new Saving(residence, speeds, changed, log);
  const forgetting = new Forgetting(residence, log);
  const readAheads = new ReadAheads(
    async (request, signal) => {
      rest.busy();
      await evaluation.read(request, changed, signal);
    },
    () => {
      rest.idle();
      changed();
    },
    log,
  );
  const rest = new Rest({
    patience,
    unloadAfterMinutes: () => options.settings().unloadAfterMinutes,
    isBusy: () => foreground.isAnswering || readAheads.active,
    keep: async (worthMs) => await saving.keep(worthMs),
    unload: async () => {
      await saving.keep(patience.worthKeeping);
      await residence.unload();
    },
    log,
  });
  const foreground = new Foreground(readAheads, rest, changed);
  const waiters = new LoadWaiters();

  function modelOf(modelId: string | null): InstalledModel {
    const model = modelId === null ? models.defaultModel() : models.byId(modelId);
    if (!model) throw new BitternError('no-model', 'There is no model to answer with. Add one under Models.');
    if (model.kind === 'embedding')
      throw new BitternError(
        'bad-input',
        `${model.name} finds passages; it cannot answer. Choose another model.`,
      );
    return model;
  }

  async function ensureLoaded(modelId: string | null, wish: EnsureOptions = {}): Promise<LoadedModel> {
    const tell = wish.onProgress ?? (() => {});
    return await waiters.during(
      modelOf(modelId).id,
      tell,
      async (onProgress) =>
        await foreground.during(
          async () =>
            await residence.exclusively(wish.signal, () =>
              residence.ensure(modelOf(modelId), { ...wish, onProgress }),
            ),
        ),
    );
  }

  function estimate(promptTokens: number, reusedTokens: number): number | null {
    const { resident } = residence;
    const model = resident?.model ?? models.defaultModel();
    if (!model) return null;
    const key = residence.speedKey(model);
    const prefill = speeds.prefillSeconds(key, reusedTokens, promptTokens);
    if (prefill === null || resident) return prefill;
    return prefill + (speeds.loadSeconds(key) ?? 0);
  }

  const handlers: HandlersOf<'runtime'> = {
    'runtime.status': status,
    'runtime.plan': async ({ modelId, contextTokens }, { signal }) =>
      (await residence.planner.plan(modelOf(modelId), { chosen: contextTokens ?? null }, signal)).plan,
    'runtime.load': async ({ modelId }, { signal }) => {
      supervisor.forgive();
      const model = modelOf(modelId ?? null);
      await foreground.during(
        async () =>
          await residence.exclusively(signal, () => residence.ensure(model, { byPerson: true, signal })),
      );
      return status();
    },
    'runtime.unload': async () => {
      await residence.unload();
      changed();
      return status();
    },
    'runtime.doctor': async (_input, { signal }) => await examine(options, residence, signal),
  };

  return {
    handlers,
    status,
    ensureLoaded,
    plan: async (modelId, contextTokens) =>
      (await residence.planner.plan(modelOf(modelId), { wanted: contextTokens ?? null })).plan,
    countTokens: async (texts, { modelId = null } = {}) => {
      await ensureLoaded(modelId);
      return (await residence.current.life.child.call('count', { texts: [...texts] })).counts;
    },
    async *generate(request, { signal }) {
      const end = foreground.beginAnswer();
      try {
        yield* evaluation.answer(request, signal);
      } finally {
        end();
      }
    },
    readAhead: (request) => {
      if (options.settings().readAhead) return readAheads.add(request);
      return { cancel: () => {}, finished: Promise.resolve(false) };
    },
    cancelReadAhead: (slot) => readAheads.cancel(slot),
    estimate,
    forecast: async (prompt) => {
      const { resident } = residence;
      if (!resident) return null;
      const compared = await resident.life.child.call('compare', { prompt: [...prompt] });
      return { ...compared, seconds: estimate(compared.promptTokens, compared.reusedTokens) };
    },
    processor: async () => {
      const { backend, instructions } = (await residence.process.machine()).machine;
      if (backend !== 'cpu') return 'gpu';
      return usesInstruction(instructions, 'AMX_INT8') ? 'cpu-amx' : 'cpu';
    },
    embed: async (modelId, texts, { signal, urgent = false } = {}) => {
      const model = models.byId(modelId);
      if (model?.kind !== 'embedding')
        throw new BitternError('no-model', 'The model that finds passages by meaning is not installed.');
      const end = foreground.begin({ besideReading: !urgent });
      try {
        const isAnswering = (): boolean => foreground.isAnswering;
        return await embed(residence, model, texts, { patienceMs: patience.hang, isAnswering, signal });
      } finally {
        end();
      }
    },
    memory: async () => (supervisor.life ? await supervisor.life.child.call('memory', {}) : null),
    forget: async ({ snapshots }) => void (await residence.current.life.child.call('forget', { snapshots })),
    forgetSlots: (slots) => forgetting.slots(slots),
    idle: async () => void (await supervisor.life?.child.call('idle', {})),
    keep: async () => {
      const saved = await saving.keep(0);
      await saving.settled();
      return saved;
    },
    close: async () => {
      rest.close();
      readAheads.close();
      await Promise.race([forgetting.settled(), delay(lastForgettingMs, undefined, { ref: false })]);
      await saving.last(patience.worthKeeping);
      await supervisor.close();
      // What a process that hung did not get to is done without it.
      await forgetting.settled();
    },
  };
}
