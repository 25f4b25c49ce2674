import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import {
  BitternError,
  type InstalledModel,
  type MemoryPlan,
  type Progress,
  type RuntimeStatus,
} from '../../preload/contract/index.ts';
import type { HandlersOf } from '../handlers.ts';
import { examine } from './doctor.ts';
import type {
  GenerateOptions,
  LoadedModel,
  Patience,
  ReadAheadOptions,
  Reading,
  RuntimeEvent,
  RuntimeOptions,
  Segment,
} from './faces.ts';
import { usesInstruction } from './instructions.ts';
import type { GenerateItem, PrefillItem } from './interface.ts';
import { ReadAheads } from './read-aheads.ts';
import { type EnsureOptions, Residence } from './residence.ts';
import { Rest } from './rest.ts';
import { withinPatience } from './silence.ts';
import { Speeds } from './speeds.ts';
import type { Life } from './supervisor.ts';

export type {
  GenerateOptions,
  LoadedModel,
  ReadAheadOptions,
  Reading,
  RuntimeEvent,
  RuntimeOptions,
  Segment,
} from './faces.ts';

/** BTLM in its own process: loading, answering, reading ahead, embedding. */
export interface Runtime {
  readonly handlers: HandlersOf<'runtime'>;
  /** `runtime.changed` is sent whenever this changes. */
  status(): RuntimeStatus;
  /**
   * Loads the model or keeps it; the context grows to `contextTokens` when there is room. Rejects with `no-model`, `unreadable`,
   * `no-room`, `process-died` or `cancelled`.
   */
  ensureLoaded(
    modelId: string | null,
    options?: {
      contextTokens?: number;
      /** The conversation to be continued: what was saved of it is checked while the model is read. */
      slot?: string;
      signal?: AbortSignal;
      onProgress?: (progress: Progress) => void;
    },
  ): Promise<LoadedModel>;
  /** What loading would take, and the context it would get if a prompt needed `contextTokens`. Loads nothing. */
  plan(modelId: string | null, contextTokens?: number): Promise<MemoryPlan>;
  /** Token counts by the model itself, which is loaded if need be. */
  countTokens(texts: readonly string[], options?: { modelId?: string | null }): Promise<number[]>;
  /**
   * Answers. One at a time; a second one waits its turn. An abort ends it with `cancelled` at once; when the process dies it
   * ends with `process-died`; in both cases the text so far has been delivered. A prompt that does not fit is `too-large`.
   */
  generate(
    options: GenerateOptions,
    context: { signal: AbortSignal },
  ): AsyncGenerator<RuntimeEvent, void, undefined>;
  /** Evaluates a beginning while nobody asks; `generate` interrupts it. One for each slot. Does nothing when it is switched off. */
  readAhead(options: ReadAheadOptions): Reading;
  cancelReadAhead(slot: string): void;
  /** Seconds to the first token, from what this machine did before; null while unknown. */
  estimate(promptTokens: number, reusedTokens: number): number | null;
  /** How much of a prompt is evaluated already; null when no model is loaded. */
  forecast(
    prompt: readonly Segment[],
  ): Promise<{ promptTokens: number; reusedTokens: number; seconds: number | null } | null>;
  /** What models run on with the person's settings. Starts the process; rejects like loading. */
  processor(): Promise<'cpu' | 'cpu-amx' | 'gpu'>;
  /**
   * Unit vectors from an embedding model, which is kept beside the answering one. Lets answers go first; what is read ahead
   * makes way when it is `urgent`.
   */
  embed(
    modelId: string,
    texts: readonly string[],
    options?: { signal?: AbortSignal; urgent?: boolean },
  ): Promise<Float32Array[]>;
  /** Memory of the process in bytes; null while there is none. */
  memory(): Promise<{ residentBytes: number; peakBytes: number; evaluatedTokens: number } | null>;
  /** Forgets what is evaluated; with `snapshots` also what is saved for the loaded model. For measuring. */
  forget(options: { snapshots: boolean }): Promise<void>;
  /** Resolves when the model is not at work any more, what was given up included. */
  idle(): Promise<void>;
  /** Saves what is evaluated and waits for it. */
  keep(): Promise<boolean>;
  close(): Promise<void>;
}

const defaultPatience: Patience = {
  hang: 120_000,
  hangLoading: 300_000,
  beforeKeeping: 1500,
  worthKeeping: 2000,
  worthKeepingAgain: 10_000,
};
/** Longest time that closing the program waits for a save. */
const lastSaveMs = 6000;

export function createRuntime(options: RuntimeOptions): Runtime {
  const { models, events, log } = options;
  const patience: Patience = { ...defaultPatience, ...options.patience };
  const speeds = new Speeds(join(options.snapshotsDirectory, 'speeds.json'));
  let answering = 0;
  let lastStatus = '';
  /** Who waits for a model: one that is being loaded for somebody else shows its progress to all of them. */
  const waiters = new Set<{ modelId: string; tell(progress: Progress): void }>();

  const changed = (): void => {
    const now = status();
    const text = JSON.stringify(now);
    if (text === lastStatus) return;
    lastStatus = text;
    events.emit('runtime.changed', now);
  };
  const residence = new Residence(options, patience, speeds, changed);
  const { supervisor } = residence;
  const readAheads = new ReadAheads(
    readPrompt,
    () => {
      rest.idle();
      changed();
    },
    log,
  );
  const rest = new Rest({
    patience,
    unloadAfterMinutes: () => options.settings().unloadAfterMinutes,
    isBusy: () => answering > 0 || readAheads.active,
    keep,
    unload: async () => {
      await keep(patience.worthKeeping);
      await residence.unload();
    },
    log,
  });

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

  function status(): RuntimeStatus {
    const { resident, loading } = residence;
    const subject = resident ?? loading;
    const working = answering > 0 || readAheads.active;
    const state = ((): RuntimeStatus['state'] => {
      if (loading) return 'starting';
      if (supervisor.state === 'running') return resident ? (working ? 'busy' : 'ready') : 'stopped';
      return supervisor.state;
    })();
    return {
      state,
      modelId: subject?.model.id ?? null,
      modelName: subject?.model.name ?? null,
      backend: resident?.backend ?? null,
      plan: subject?.plan ?? null,
      problem: supervisor.problem,
      residentBytes: resident?.residentBytes ?? null,
    };
  }

  /** Runs something that somebody waits for: what is read ahead stops, and the clock for unloading starts anew afterwards. */
  async function inFront<T>(work: () => Promise<T>): Promise<T> {
    const release = readAheads.hold();
    rest.busy();
    try {
      return await work();
    } finally {
      release();
      rest.idle();
    }
  }

  async function ensureLoaded(modelId: string | null, wish: EnsureOptions = {}): Promise<LoadedModel> {
    const waiter = { modelId: modelOf(modelId).id, tell: wish.onProgress ?? (() => {}) };
    waiters.add(waiter);
    const onProgress = (progress: Progress): void => {
      for (const { modelId: id, tell } of waiters) if (id === waiter.modelId) tell(progress);
    };
    try {
      return await inFront(
        async () =>
          await residence.exclusively(wish.signal, () =>
            residence.ensure(modelOf(modelId), { ...wish, onProgress }),
          ),
      );
    } finally {
      waiters.delete(waiter);
    }
  }

  function progressOf(key: string, item: PrefillItem): Progress {
    const { done, total, reused, batchTokens, batchMs } = item;
    if (batchTokens > 0) speeds.evaluated(key, done - batchTokens, batchTokens, batchMs);
    return {
      done,
      total,
      unit: 'tokens',
      rate: batchMs > 0 ? batchTokens / (batchMs / 1000) : null,
      secondsLeft: total > reused ? speeds.prefillSeconds(key, done, total) : 0,
    };
  }

  function current(): { life: Life; model: InstalledModel; contextTokens: number; key: string } {
    const { resident } = residence;
    if (!resident) throw new BitternError('no-model', 'No model is loaded.');
    const { life, model, plan } = resident;
    return { life, model, contextTokens: plan.contextTokens, key: residence.speedKey(model) };
  }

  async function* generate(
    request: GenerateOptions,
    { signal }: { signal: AbortSignal },
  ): AsyncGenerator<RuntimeEvent, void, undefined> {
    const began = performance.now();
    const release = readAheads.hold();
    rest.busy();
    answering += 1;
    changed();
    let endTurn = (): void => {};
    try {
      endTurn = await residence.turn(signal);
      const model = modelOf(request.modelId);
      if (residence.resident?.model.id !== model.id) yield { type: 'loading', progress: null };
      await residence.ensure(model, { signal, slot: request.slot });
      const { life, contextTokens, key } = current();
      const seed = request.sampling.seed ?? randomInt(0x1_0000_0000);
      const stream = life.child.stream(
        'generate',
        {
          slot: request.slot,
          prompt: [...request.prompt],
          sampling: request.sampling,
          seed,
          stop: [...request.stop],
          maxTokens: request.maxTokens,
          speculation: options.settings().speculation,
          expectedTokenMs: speeds.tokenMs(key, 0),
          ignoreEnd: request.ignoreEnd ?? false,
        },
        { signal },
      );
      const loadingMs = performance.now() - began;
      try {
        for await (const item of withinPatience(stream, patience.hang, () => residence.hung(life))) {
          // What was on its way when it was stopped is not wanted any more.
          signal.throwIfAborted();
          yield eventOf(item);
        }
      } catch (error) {
        throw await residence.explained(life, error);
      }

      function eventOf(item: GenerateItem): RuntimeEvent {
        if (item.type === 'text') return { type: 'text', text: item.text };
        if (item.type === 'prefill') return { type: 'prefill', progress: progressOf(key, item) };
        const { endedBy, promptTokens, reusedTokens, answerTokens, decodeMs } = item;
        return {
          type: 'done',
          endedBy,
          promptTokens,
          reusedTokens,
          answerTokens,
          firstTokenMs: loadingMs + item.firstTokenMs,
          tokensPerSecond: answerTokens > 1 ? (answerTokens - 1) / (decodeMs / 1000) : null,
          seed,
          modelId: model.id,
          modelHash: model.hash,
          modelName: model.name,
          contextTokens,
          guessed: item.guessed,
          guessedRight: item.guessedRight,
        };
      }
    } catch (error) {
      if (signal.aborted) throw new BitternError('cancelled', 'Stopped.', { cause: error });
      throw error;
    } finally {
      answering -= 1;
      endTurn();
      release();
      rest.idle();
      changed();
    }
  }

  /** Evaluates one prompt in the background. */
  async function readPrompt(request: ReadAheadOptions, signal: AbortSignal): Promise<void> {
    rest.busy();
    let endTurn = (): void => {};
    try {
      endTurn = await residence.turn(signal);
      await residence.ensure(modelOf(request.modelId), { signal, slot: request.slot });
      const { life, key } = current();
      changed();
      const input = {
        slot: request.slot,
        prompt: [...request.prompt],
        expectedTokenMs: speeds.tokenMs(key, 0),
      };
      const stream = life.child.stream('prefill', input, { signal });
      for await (const item of withinPatience(stream, patience.hang, () => residence.hung(life)))
        request.onProgress?.(progressOf(key, item));
      signal.throwIfAborted();
    } finally {
      endTurn();
    }
  }

  async function keep(worthMs: number): Promise<boolean> {
    const { resident } = residence;
    if (!resident) return false;
    saveSpeeds();
    const { child } = resident.life;
    const { saved } = await child.call('keep', { worthMs });
    const { residentBytes } = await child.call('memory', {});
    residence.holds(residentBytes);
    changed();
    return saved;
  }

  function saveSpeeds(): void {
    try {
      speeds.save();
    } catch (error) {
      log('warn', 'The speeds of this machine could not be saved.', error);
    }
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
      (await residence.plan(modelOf(modelId), { chosen: contextTokens ?? null }, signal)).plan,
    'runtime.load': async ({ modelId }, { signal }) => {
      supervisor.forgive();
      const model = modelOf(modelId ?? null);
      await inFront(
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
      (await residence.plan(modelOf(modelId), { wanted: contextTokens ?? null })).plan,
    countTokens: async (texts, { modelId = null } = {}) => {
      await ensureLoaded(modelId);
      return (await current().life.child.call('count', { texts: [...texts] })).counts;
    },
    generate,
    readAhead: (request) => {
      if (options.settings().readAhead) return readAheads.add(request);
      return { cancel: () => {}, finished: Promise.resolve(false) };
    },
    cancelReadAhead: (slot) => readAheads.cancel(slot),
    estimate,
    forecast: async (prompt) => {
      if (!residence.resident) return null;
      const { life } = current();
      const compared = await life.child.call('compare', { prompt: [...prompt] });
      return { ...compared, seconds: estimate(compared.promptTokens, compared.reusedTokens) };
    },
    processor: async () => {
      const { backend, instructions } = (await residence.machine()).machine;
      if (backend !== 'cpu') return 'gpu';
      return usesInstruction(instructions, 'AMX_INT8') ? 'cpu-amx' : 'cpu';
    },
    embed: async (modelId, texts, { signal, urgent = false } = {}) => {
      const model = models.byId(modelId);
      if (model?.kind !== 'embedding')
        throw new BitternError('no-model', 'The model that finds passages by meaning is not installed.');
      const release = urgent ? readAheads.hold() : () => {};
      rest.busy();
      try {
        const { life, engine } = await residence.process(signal);
        const input = { engine, path: model.path, texts: [...texts] };
        const vectors: Float32Array[] = [];
        const stream = life.child.stream('embed', input, signal ? { signal } : {});
        const waits = (): true | Promise<Error> => (answering > 0 ? true : residence.hung(life));
        for await (const { index, vector } of withinPatience(stream, patience.hang, waits))
          vectors[index] = vector;
        return vectors;
      } finally {
        release();
        rest.idle();
      }
    },
    memory: async () => (supervisor.life ? await supervisor.life.child.call('memory', {}) : null),
    forget: async ({ snapshots }) => void (await current().life.child.call('forget', { snapshots })),
    idle: async () => void (await supervisor.life?.child.call('idle', {})),
    keep: async () => {
      const saved = await keep(0);
      await current().life.child.call('settle', {});
      return saved;
    },
    close: async () => {
      rest.close();
      readAheads.close();
      const { resident } = residence;
      if (resident) {
        const lastSave = (async () => {
          await keep(patience.worthKeeping);
          await resident.life.child.call('settle', {});
        })();
        const patienceEnds = AbortSignal.timeout(lastSaveMs);
        await Promise.race([
          lastSave.catch(() => {}),
          new Promise<void>((resolve) =>
            patienceEnds.addEventListener('abort', () => resolve(), { once: true }),
          ),
        ]);
      }
      await supervisor.close();
    },
  };
}
