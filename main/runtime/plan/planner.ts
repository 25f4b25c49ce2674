import { join } from 'node:path';
import type { InstalledModel, MemoryPlan } from '../../../preload/contract/index.ts';
import type { EngineProcess } from '../engine-process.ts';
import type { RuntimeOptions } from '../faces.ts';
import type { ContextShape, LeftInFile, Machine, Needs } from '../interface.ts';
import type { Life } from '../supervisor.ts';
import { batchSizes, withLargestBatches } from './batches.ts';
import { chooseContext, reserve } from './choose.ts';
import { KnownNeeds } from './known-needs.ts';
import { contextSizes } from './shapes.ts';

/** A plan, the context that it means, and the machine that it was made for. */
export interface Planned {
  plan: MemoryPlan;
  shape: ContextShape;
  leftInFile: LeftInFile | null;
  machine: Machine;
}

/** Plans the memory of a model: asks what the machine has and what the model takes, and chooses its context. Loads nothing. */
export class Planner {
  readonly #options: RuntimeOptions;
  readonly #process: EngineProcess;
  readonly #loadedContext: (model: InstalledModel) => number | null;
  readonly #needs: KnownNeeds;
  #reckoning: InstalledModel | null = null;
  /** A context with which the process ran out of memory; none as large is planned again while the program runs. */
  #below: number | null = null;

  /** @param loadedContext the tokens of the context that a model has now; null when it is not loaded */
  constructor(
    options: RuntimeOptions,
    engineProcess: EngineProcess,
    loadedContext: (model: InstalledModel) => number | null,
  ) {
    this.#options = options;
    this.#process = engineProcess;
    this.#loadedContext = loadedContext;
    this.#needs = new KnownNeeds(join(options.snapshotsDirectory, 'needs.json'));
  }

  /** The model whose file is being looked into. */
  get reckoning(): InstalledModel | null {
    return this.#reckoning;
  }

  /** The process ran out of memory with a context of this many tokens. */
  stayBelow(contextTokens: number): void {
    this.#below = contextTokens;
  }

  /** What loading the model would take and which context it would get. */
  async plan(
    model: InstalledModel,
    wish: { wanted?: number | null; chosen?: number | null },
    signal?: AbortSignal,
  ): Promise<Planned> {
    const { life, machine } = await this.#process.machine(signal);
    const settings = this.#options.settings();
    const chosen = wish.chosen ?? settings.contextTokens;
    const current = this.#loadedContext(model);
    const batches = batchSizes(machine.backend !== 'cpu', machine.threads);
    const shapes = contextSizes(model.contextTokens, [chosen, wish.wanted, current]).flatMap(
      (contextTokens) => batches.map((batchTokens) => ({ contextTokens, batchTokens })),
    );
    const reckoned = await this.#reckon(life, model, machine, shapes, signal);
    const held = (await life.child.call('memory', {})).residentBytes;
    const available = machine.memory.free + held;
    const contexts = withLargestBatches(reckoned, [settings.memoryBudget, available - reserve]);
    const plan = chooseContext({
      needs: { ...reckoned, contexts },
      available,
      deviceAvailable: machine.deviceMemory?.free ?? null,
      totalMemory: machine.memory.total,
      chosenContext: chosen ?? null,
      budget: settings.memoryBudget,
      wanted: wish.wanted ?? null,
      current,
      below: this.#below,
    });
    const { contextTokens, batchTokens } = contexts.find(
      (each) => each.contextTokens === plan.contextTokens,
    )!;
    return { plan, shape: { contextTokens, batchTokens }, leftInFile: reckoned.leftInFile, machine };
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
      const input = { engine: this.#process.choice.settings, path: model.path, contexts: [...shapes] };
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
}
