import { BitternError, type InstalledModel, type Progress } from '../../preload/contract/index.ts';
import type { ExitReason } from '../process/index.ts';
import { causeInWords, causeOf, crashedWhileLoading, gpuFailed, type Subject } from './deaths.ts';
import { EngineProcess } from './engine-process.ts';
import type { LoadedModel, Patience, RuntimeOptions } from './faces.ts';
import type { BackendName } from './interface.ts';
import { loadInto } from './loading.ts';
import { Planner } from './plan/planner.ts';
import type { Speeds } from './speeds.ts';
import type { Life } from './supervisor.ts';
import { Turns } from './turns.ts';

/** A process that needs longer to begin with a snapshot has none to offer in time. */
const verifyingBeginsMs = 5000;

/** What is in the process now. */
interface Resident extends Subject {
  life: Life;
  batchTokens: number;
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
 * Brings models into the runtime process and keeps track of what is in it: loads, grows the context, takes the processor when a
 * GPU fails, and does not load again what made the process die.
 */
export class Residence {
  readonly process: EngineProcess;
  readonly planner: Planner;
  readonly #options: RuntimeOptions;
  readonly #patience: Patience;
  readonly #speeds: Speeds;
  readonly #onChange: () => void;
  readonly #turns = new Turns();
  #resident: Resident | null = null;
  #loading: Subject | null = null;

  constructor(options: RuntimeOptions, patience: Patience, speeds: Speeds, onChange: () => void) {
    this.#options = options;
    this.#patience = patience;
    this.#speeds = speeds;
    this.#onChange = onChange;
    this.process = new EngineProcess(options, {
      onChange,
      onDeath: (life, reason, sentence) => this.#died(life, reason, sentence),
    });
    this.planner = new Planner(options, this.process, (model) =>
      this.resident?.model.id === model.id ? this.resident.plan.contextTokens : null,
    );
  }

  /** What is loaded, as long as its process lives. */
  get resident(): Resident | null {
    return this.#resident && this.#resident.life === this.process.supervisor.life ? this.#resident : null;
  }

  get loading(): Subject | null {
    return this.#loading;
  }

  /** What is loaded, for whoever cannot do without. Throws `no-model`. */
  get current(): Resident {
    const { resident } = this;
    if (!resident) throw new BitternError('no-model', 'No model is loaded.');
    return resident;
  }

  /** Where snapshots are kept, and how much room they may take. */
  get snapshots(): { directory: string; budget: number } {
    return { directory: this.#options.snapshotsDirectory, budget: this.#options.settings().snapshotBudget };
  }

  /** How speeds are filed: the same model is another one on another backend. */
  speedKey(model: InstalledModel): string {
    const { backend, threads } = this.process.choice.settings;
    return `${model.hash} ${this.resident?.backend ?? backend} ${threads ?? 'all'}`;
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
    await this.process.supervisor.stop();
  }

  /** Notes what the process holds now. */
  holds(bytes: number): void {
    if (this.#resident) this.#resident.residentBytes = bytes;
  }

  async #ensure(model: InstalledModel, options: EnsureOptions): Promise<Resident> {
    if (model.problem !== null && !options.byPerson)
      throw new BitternError('unreadable', `${model.problem} Load it under Models to try it again.`);
    await this.process.renew();
    const { resident } = this;
    const wanted = options.contextTokens ?? null;
    if (resident && resident.model.id === model.id && resident.model.hash === model.hash) {
      const enough = wanted === null || wanted <= resident.plan.contextTokens;
      if (enough && resident.planKey === this.#planKey()) return resident;
      return await this.#resize(resident, model, wanted, options.signal);
    }
    return await this.#load(model, wanted, options);
  }

  async #resize(
    resident: Resident,
    model: InstalledModel,
    wanted: number | null,
    signal?: AbortSignal,
  ): Promise<Resident> {
    const { plan, shape } = await this.planner.plan(model, { wanted }, signal);
    const planKey = this.#planKey();
    const { snapshotBudget } = this.#options.settings();
    await resident.life.child.call('limit', { snapshotBudget });
    if (plan.contextTokens !== resident.plan.contextTokens && plan.fits) {
      const { residentBytes } = await resident.life.child.call('resize', shape);
      resident.residentBytes = residentBytes;
      resident.plan = plan;
      resident.batchTokens = shape.batchTokens;
    }
    resident.planKey = planKey;
    this.#onChange();
    return resident;
  }

  async #load(model: InstalledModel, wanted: number | null, options: EnsureOptions): Promise<Resident> {
    const { signal } = options;
    if (options.slot) await this.#verifyAhead(options.slot, signal);
    const { plan, shape, leftInFile, machine } = await this.planner.plan(model, { wanted }, signal);
    const { contextTokens } = this.#options.settings();
    const insisted = options.byPerson || contextTokens !== null;
    if (!plan.fits && (!insisted || plan.total > machine.memory.total + (machine.deviceMemory?.total ?? 0)))
      throw new BitternError('no-room', plan.reason);
    const { life, engine } = await this.process.running(signal);
    this.#resident = null;
    this.#loading = { model, plan, backend: machine.backend };
    this.#onChange();
    try {
      const request = {
        engine,
        path: model.path,
        leftInFile,
        hash: model.hash,
        ...shape,
        snapshots: this.snapshots,
      };
      const { backend, residentBytes, ms } = await loadInto(life, request, {
        bytes: model.bytes,
        patienceMs: this.#patience.hangLoading,
        onSilence: () => this.process.hung(life),
        onProgress: options.onProgress ?? (() => {}),
        signal,
      });
      const { batchTokens } = shape;
      const resident = { life, model, plan, backend, batchTokens, planKey: this.#planKey(), residentBytes };
      this.#resident = resident;
      this.#speeds.loaded(this.speedKey(model), ms);
      if (model.problem !== null) this.#options.models.markProblem(model.id, null);
      return resident;
    } catch (error) {
      if (machine.backend === 'cpu' || signal?.aborted) throw await this.process.explained(life, error);
      await this.#takeProcessor(machine.backend, error);
      return await this.#load(model, wanted, options);
    } finally {
      this.#loading = null;
      this.#onChange();
    }
  }

  /** Only saves time: whatever goes wrong here is met again, and explained, when the model is loaded. */
  async #verifyAhead(slot: string, signal: AbortSignal | undefined): Promise<void> {
    const { life } = await this.process.running(signal);
    await life.child
      .call('verifyAhead', { snapshots: this.snapshots, slot }, { deadlineMs: verifyingBeginsMs })
      .catch((error: unknown) => this.#options.log('warn', 'No snapshot was verified ahead.', error));
  }

  /** A GPU that could not load the model will not answer with it either: go on with the processor. */
  async #takeProcessor(backend: BackendName, error: unknown): Promise<void> {
    this.#options.log('warn', `Loading on ${backend} failed; the processor is used.`, error);
    this.process.choice.leaveGpu('The GPU could not load this model; the processor is used instead.');
    await this.process.supervisor.stop();
    this.process.supervisor.forgive();
  }

  /** Draws the conclusions from a death, and tells them. */
  #died(life: Life, reason: ExitReason, sentence: string): string {
    const cause = causeOf(reason, {
      openingGpu: this.process.isOpeningGpu(life),
      reckoning: this.planner.reckoning,
      loading: this.#loading,
      resident: this.#resident?.life === life ? this.#resident : null,
    });
    this.#resident = null;
    if (cause.kind === 'gpu') this.process.choice.leaveGpu(gpuFailed);
    if (cause.kind === 'model') this.#options.models.markProblem(cause.model.id, crashedWhileLoading);
    if (cause.kind === 'memory') this.planner.stayBelow(cause.plan.contextTokens);
    return causeInWords(cause, sentence);
  }

  #planKey(): string {
    const { contextTokens, memoryBudget, snapshotBudget } = this.#options.settings();
    return JSON.stringify([contextTokens, memoryBudget, snapshotBudget]);
  }
}

function describe({ model, plan, backend, batchTokens }: Resident): LoadedModel {
  return {
    modelId: model.id,
    hash: model.hash,
    name: model.name,
    kind: model.kind,
    contextTokens: plan.contextTokens,
    batchTokens,
    backend,
    plan,
  };
}
