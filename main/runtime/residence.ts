import { join } from 'node:path';
import {
  BitternError,
  bytesText,
  countText,
  type InstalledModel,
  type MemoryPlan,
  type Progress,
} from '../../preload/contract/index.ts';
import type { ExitReason } from '../process/index.ts';
import type { LoadedModel, Patience, RuntimeOptions } from './faces.ts';
import type { BackendName, ContextShape, EngineSettings, Machine, Needs } from './interface.ts';
import { KnownNeeds } from './known-needs.ts';
import { chooseContext } from './plan/choose.ts';
import { batchTokens, contextSizes } from './plan/shapes.ts';
import { withinPatience } from './silence.ts';
import type { Speeds } from './speeds.ts';
import { type Life, Supervisor } from './supervisor.ts';
import { Turns } from './turns.ts';

/** What is in the process now. */
interface Resident {
  life: Life;
  model: InstalledModel;
  plan: MemoryPlan;
  backend: BackendName;
  threads: number;
  /** The settings that the plan was made with. */
  planKey: string;
  residentBytes: number;
}

export interface EnsureOptions {
  /** Tokens that are needed; null: whatever is loaded will do. */
  contextTokens?: number | null;
  slot?: string | null;
  signal?: AbortSignal;
  onProgress?: (progress: Progress) => void;
  /** The person asked for exactly this: try it even when it failed before, or seems not to fit. */
  byPerson?: boolean;
}

/**
 * Brings models into the runtime process and keeps track of what is in it: plans the memory, loads, grows the context, takes the
 * processor when a GPU fails, and does not load again what made the process die.
 */
export class Residence {
  readonly #options: RuntimeOptions;
  readonly #patience: Patience;
  readonly #speeds: Speeds;
  readonly #onChange: () => void;
  readonly supervisor: Supervisor;
  #resident: Resident | null = null;
  #loading: { model: InstalledModel; plan: MemoryPlan; backend: BackendName } | null = null;
  /** The model whose file is being looked into. */
  #reckoning: InstalledModel | null = null;
  #lifeEngine: { life: Life; key: string } | null = null;
  readonly #turns = new Turns();
  readonly #needs: KnownNeeds;
  /** The process that is opening the library for a GPU, or whatever there is. */
  #opening: Life | null = null;
  /** The process in which the library is open. */
  #opened: Life | null = null;
  /** Set when a GPU failed: until the setting changes, the processor is used. */
  #gpuFailed: string | null = null;
  #noticed = '';
  /** A context with which the process ran out of memory; none as large is planned again while the program runs. */
  #below: number | null = null;

  constructor(options: RuntimeOptions, patience: Patience, speeds: Speeds, onChange: () => void) {
    this.#options = options;
    this.#patience = patience;
    this.#speeds = speeds;
    this.#onChange = onChange;
    this.#needs = new KnownNeeds(join(options.snapshotsDirectory, 'needs.json'));
    this.supervisor = new Supervisor({
      fork: options.fork,
      log: options.log,
      ...(options.policy ? { policy: options.policy } : {}),
      onChange,
      onDeath: (life, reason, sentence) => this.#died(life, reason, sentence),
    });
  }

  /** What is loaded, as long as its process lives. */
  get resident(): Resident | null {
    return this.#resident && this.#resident.life === this.supervisor.life ? this.#resident : null;
  }

  get loading(): { model: InstalledModel; plan: MemoryPlan } | null {
    return this.#loading;
  }

  /** How speeds are filed: the same model is another one on another backend. */
  speedKey(model: InstalledModel): string {
    const resident = this.resident;
    const { backend, threads } = this.#engine();
    return `${model.hash} ${resident?.backend ?? backend} ${threads ?? 'all'}`;
  }

  /** The process as it is, for questions and for work beside an answer; started if need be. */
  async process(signal?: AbortSignal): Promise<{ life: Life; engine: EngineSettings }> {
    const engine = this.#engine();
    const before = this.supervisor.life;
    const life = await this.supervisor.running(signal);
    if (life !== before || !this.#lifeEngine) this.#lifeEngine = { life, key: JSON.stringify(engine) };
    return { life, engine };
  }

  /**
   * Runs something that has the model for itself: loads, resizes, answers. One at a time, in the order of asking. Only here may
   * a process make way for one with other settings.
   */
  async exclusively<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
    const release = await this.turn(signal);
    try {
      return await work();
    } finally {
      release();
    }
  }

  /** The turn for `ensure`; call the result when done with the model. */
  async turn(signal?: AbortSignal): Promise<() => void> {
    return await this.#turns.take(signal);
  }

  /** What loading the model would take and which context it would get. Loads nothing. */
  async plan(
    model: InstalledModel,
    wish: { wanted?: number | null; chosen?: number | null },
    signal?: AbortSignal,
  ): Promise<{ plan: MemoryPlan; machine: Machine; needs: Needs }> {
    const { life, machine } = await this.machine(signal);
    const settings = this.#options.settings();
    const chosen = wish.chosen ?? settings.contextTokens;
    const resident = this.resident;
    const current = resident?.model.id === model.id ? resident.plan.contextTokens : null;
    const shapes = contextSizes(model.contextTokens, [chosen, wish.wanted, current]).map((contextTokens) => ({
      contextTokens,
      batchTokens: batchTokens(machine.backend !== 'cpu', machine.threads),
    }));
    const needs = await this.#reckon(life, model, machine, shapes, signal);
    const held = (await life.child.call('memory', {})).residentBytes;
    const plan = chooseContext({
      needs,
      available: machine.memory.free + held,
      deviceAvailable: machine.deviceMemory?.free ?? null,
      totalMemory: machine.memory.total,
      chosenContext: chosen ?? null,
      budget: settings.memoryBudget,
      wanted: wish.wanted ?? null,
      current,
      below: this.#below,
    });
    return { plan, machine, needs };
  }

  /** What the machine offers. Opens the library on first use; where opening it for a GPU ends the process, the processor is taken. */
  async machine(signal?: AbortSignal): Promise<{ life: Life; engine: EngineSettings; machine: Machine }> {
    const { life, engine } = await this.process(signal);
    if (engine.backend !== 'cpu' && life !== this.#opened) this.#opening = life;
    try {
      const machine = await life.child.call('machine', engine, signal ? { signal } : {});
      this.#opened = life;
      this.#notice(machine.notice);
      return { life, engine, machine };
    } catch (error) {
      const explained = await this.explained(life, error);
      if (engine.backend === 'cpu' || this.#engine().backend !== 'cpu') throw explained;
      return await this.machine(signal);
    } finally {
      if (this.#opening === life) this.#opening = null;
    }
  }

  /** What the model takes: as it was reckoned before, else as the process reckons now. */
  async #reckon(
    life: Life,
    model: InstalledModel,
    machine: Machine,
    shapes: readonly ContextShape[],
    signal?: AbortSignal,
  ): Promise<Needs> {
    const key = await KnownNeeds.key(model.path, machine).catch(() => null);
    const known = key === null ? null : this.#needs.get(key, shapes);
    if (known) return known;
    this.#reckoning = model;
    try {
      const input = { engine: this.#engine(), path: model.path, contexts: [...shapes] };
      const reckoned = await life.child.call('estimate', input, signal ? { signal } : {});
      if (key !== null) this.#remember(key, reckoned);
      return reckoned;
    } finally {
      this.#reckoning = null;
    }
  }

  #remember(key: string, reckoned: Needs): void {
    try {
      this.#needs.add(key, reckoned);
    } catch (error) {
      this.#options.log('warn', 'What the model takes could not be noted.', error);
    }
  }

  /** Makes sure that the model is loaded with enough context, or as much as there is room for. To be called in a turn. */
  async ensure(model: InstalledModel, options: EnsureOptions = {}): Promise<LoadedModel> {
    try {
      options.signal?.throwIfAborted();
      return describe(await this.#ensure(model, options));
    } catch (error) {
      if (options.signal?.aborted) throw new BitternError('cancelled', 'Stopped.', { cause: error });
      throw error;
    }
  }

  /** Ends the process; the model comes back when it is used. */
  async unload(): Promise<void> {
    this.#resident = null;
    await this.supervisor.stop();
  }

  /** Notes what the process holds now. */
  holds(bytes: number): void {
    if (this.#resident) this.#resident.residentBytes = bytes;
  }

  async #ensure(model: InstalledModel, options: EnsureOptions): Promise<Resident> {
    if (model.problem !== null && !options.byPerson)
      throw new BitternError('unreadable', `${model.problem} Load it under Models to try it again.`);
    await this.#renewProcess();
    const resident = this.resident;
    const wanted = options.contextTokens ?? null;
    if (resident && resident.model.id === model.id && resident.model.hash === model.hash) {
      const enough = wanted === null || wanted <= resident.plan.contextTokens;
      if (enough && resident.planKey === this.#planKey()) return resident;
      return await this.#resize(resident, model, wanted, options.signal);
    }
    return await this.#load(model, wanted, options);
  }

  /** Ends a process that was opened for another backend or number of threads. */
  async #renewProcess(): Promise<void> {
    const opened = this.#lifeEngine;
    if (!opened || opened.life !== this.supervisor.life || opened.key === JSON.stringify(this.#engine()))
      return;
    this.#resident = null;
    await this.supervisor.stop();
  }

  async #resize(
    resident: Resident,
    model: InstalledModel,
    wanted: number | null,
    signal?: AbortSignal,
  ): Promise<Resident> {
    const { plan, machine } = await this.plan(model, { wanted }, signal);
    const planKey = this.#planKey();
    const { snapshotBudget } = this.#options.settings();
    await resident.life.child.call('limit', { snapshotBudget });
    if (plan.contextTokens !== resident.plan.contextTokens && plan.fits) {
      const { residentBytes } = await resident.life.child.call('resize', {
        contextTokens: plan.contextTokens,
        batchTokens: batchTokens(machine.backend !== 'cpu', machine.threads),
      });
      resident.residentBytes = residentBytes;
      resident.plan = plan;
    }
    resident.planKey = planKey;
    this.#onChange();
    return resident;
  }

  async #load(model: InstalledModel, wanted: number | null, options: EnsureOptions): Promise<Resident> {
    const { signal } = options;
    const { plan, machine, needs } = await this.plan(model, { wanted }, signal);
    const settings = this.#options.settings();
    const insisted = options.byPerson || settings.contextTokens !== null;
    if (!plan.fits && (!insisted || plan.total > machine.memory.total + (machine.deviceMemory?.total ?? 0)))
      throw new BitternError('no-room', plan.reason);
    const { life, engine } = await this.process(signal);
    this.#resident = null;
    this.#loading = { model, plan, backend: machine.backend };
    this.#onChange();
    try {
      const loaded = life.child.stream(
        'load',
        {
          engine,
          path: model.path,
          leftInFile: needs.leftInFile,
          hash: model.hash,
          contextTokens: plan.contextTokens,
          batchTokens: batchTokens(machine.backend !== 'cpu', machine.threads),
          snapshots: { directory: this.#options.snapshotsDirectory, budget: settings.snapshotBudget },
          slot: options.slot ?? null,
        },
        signal ? { signal } : {},
      );
      const began = Date.now();
      for await (const item of withinPatience(loaded, this.#patience.hangLoading, () => this.hung(life))) {
        if (item.type === 'progress') {
          options.onProgress?.(loadProgress(item.fraction, model.bytes, Date.now() - began));
          continue;
        }
        const resident: Resident = {
          life,
          model,
          plan,
          backend: item.backend,
          threads: machine.threads,
          planKey: this.#planKey(),
          residentBytes: item.residentBytes,
        };
        this.#resident = resident;
        this.#speeds.loaded(this.speedKey(model), item.ms);
        if (model.problem !== null) this.#options.models.markProblem(model.id, null);
        return resident;
      }
      throw new BitternError('internal', 'The model was not loaded.');
    } catch (error) {
      if (machine.backend === 'cpu' || signal?.aborted) throw await this.explained(life, error);
      await this.#takeProcessor(machine.backend, error);
      return await this.#load(model, wanted, options);
    } finally {
      this.#loading = null;
      this.#onChange();
    }
  }

  /** A GPU that could not load the model will not answer with it either: go on with the processor. */
  async #takeProcessor(backend: BackendName, error: unknown): Promise<void> {
    this.#options.log('warn', `Loading on ${backend} failed; the processor is used.`, error);
    this.#gpuFailed = this.#options.settings().backend;
    this.#notice('The GPU could not load this model; the processor is used instead.');
    await this.supervisor.stop();
    this.supervisor.forgive();
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

  #died(life: Life, reason: ExitReason, sentence: string): string {
    if (this.#opening === life) return this.#leaveGpu(sentence);
    if (this.#reckoning) return this.#blame(this.#reckoning, sentence);
    const subject = this.#loading ?? this.#resident;
    this.#resident = null;
    if (!subject) return sentence;
    const { plan, model, backend } = subject;
    const onGpu = backend !== 'cpu';
    if (outOfMemory(reason, plan)) {
      this.#below = plan.contextTokens;
      const figures = `With ${countText(plan.contextTokens)} tokens of context the model takes ${bytesText(plan.total)}.`;
      return `The model ran out of memory. ${figures} It is tried with a smaller context next.`;
    }
    if (this.#loading) return onGpu ? sentence : this.#blame(model, sentence);
    return onGpu ? this.#leaveGpu(sentence) : sentence;
  }

  /** A GPU on which the process died is not used again until the setting changes. */
  #leaveGpu(sentence: string): string {
    this.#gpuFailed = this.#options.settings().backend;
    const text = 'The GPU failed while it was used; the processor is used from now on.';
    this.#notice(text);
    return `${text} ${sentence}`;
  }

  /** A model that made the process die while it was loaded is not loaded again by itself. */
  #blame(model: InstalledModel, sentence: string): string {
    const text = 'The model made the program that runs it crash while it was loaded.';
    this.#options.models.markProblem(model.id, text);
    return `${text} ${sentence}`;
  }

  #engine(): EngineSettings {
    const { backend, threads } = this.#options.settings();
    if (this.#gpuFailed !== null && this.#gpuFailed !== backend) this.#gpuFailed = null;
    return { backend: this.#gpuFailed === null ? backend : 'cpu', threads };
  }

  #planKey(): string {
    const { contextTokens, memoryBudget, snapshotBudget } = this.#options.settings();
    return JSON.stringify([contextTokens, memoryBudget, snapshotBudget]);
  }

  #notice(text: string | null): void {
    if (text === null || text === this.#noticed) return;
    this.#noticed = text;
    this.#options.events.emit('notice', { level: 'warning', text });
  }
}

function describe({ model, plan, backend, threads }: Resident): LoadedModel {
  return {
    modelId: model.id,
    hash: model.hash,
    name: model.name,
    kind: model.kind,
    contextTokens: plan.contextTokens,
    batchTokens: batchTokens(backend !== 'cpu', threads),
    backend,
    plan,
  };
}

function loadProgress(fraction: number, bytes: number, ms: number): Progress {
  const rate = ms > 0 ? (fraction * bytes) / (ms / 1000) : null;
  return {
    done: Math.round(fraction * bytes),
    total: bytes,
    unit: 'bytes',
    rate,
    secondsLeft: rate ? ((1 - fraction) * bytes) / rate : null,
  };
}

/**
 * Whether a process was most likely ended for want of memory: killed from outside while, with all that it held given back, there
 * is still hardly more free than it wanted.
 */
function outOfMemory(reason: ExitReason, plan: MemoryPlan): boolean {
  if (reason.kind === 'memory') return true;
  return reason.signal === 'SIGKILL' && process.availableMemory() < plan.total * 1.1;
}
