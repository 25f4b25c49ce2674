import { bytesText, countText, type InstalledModel, type MemoryPlan } from '../../preload/contract/index.ts';
import type { ExitReason } from '../process/index.ts';
import type { BackendName } from './interface.ts';

/** A model that is in the process, or on its way into it. */
export interface Subject {
  model: InstalledModel;
  plan: MemoryPlan;
  backend: BackendName;
}

/** What a process was at when it died. */
export interface AtWork {
  openingGpu: boolean;
  /** The model whose file was being looked into. */
  reckoning: InstalledModel | null;
  loading: Subject | null;
  resident: Subject | null;
}

/** What a death is put down to: a GPU, a model's file, a context that takes too much memory, or nothing that is known. */
export type Cause =
  | { kind: 'gpu' }
  | { kind: 'model'; model: InstalledModel }
  | { kind: 'memory'; plan: MemoryPlan }
  | { kind: 'unknown' };

/** What is told of a model that made the process die while it was loaded; it is not loaded again by itself. */
export const crashedWhileLoading = 'The model made the program that runs it crash while it was loaded.';
/** What is told of a GPU on which the process died. */
export const gpuFailed = 'The GPU failed while it was used; the processor is used from now on.';

/** @param available bytes that are free now, with all that the process held given back */
export function causeOf(
  reason: ExitReason,
  { openingGpu, reckoning, loading, resident }: AtWork,
  available = process.availableMemory(),
): Cause {
  if (openingGpu) return { kind: 'gpu' };
  if (reckoning) return { kind: 'model', model: reckoning };
  const subject = loading ?? resident;
  if (!subject) return { kind: 'unknown' };
  const { model, plan, backend } = subject;
  if (isForWantOfMemory(reason, plan, available)) return { kind: 'memory', plan };
  // Where a GPU could not load it, the load itself goes on with the processor.
  if (loading) return backend === 'cpu' ? { kind: 'model', model } : { kind: 'unknown' };
  return backend === 'cpu' ? { kind: 'unknown' } : { kind: 'gpu' };
}

/** @param exit how the process ended, as a sentence */
export function causeInWords(cause: Cause, exit: string): string {
  switch (cause.kind) {
    case 'gpu':
      return `${gpuFailed} ${exit}`;
    case 'model':
      return `${crashedWhileLoading} ${exit}`;
    case 'memory': {
      const { contextTokens, total } = cause.plan;
      const figures = `With ${countText(contextTokens)} tokens of context the model takes ${bytesText(total)}.`;
      return `The model ran out of memory. ${figures} It is tried with a smaller context next.`;
    }
    case 'unknown':
      return exit;
  }
}

/** Killed from outside while, with all that it held given back, there is still hardly more free than it wanted. */
function isForWantOfMemory(reason: ExitReason, plan: MemoryPlan, available: number): boolean {
  if (reason.kind === 'memory') return true;
  return reason.signal === 'SIGKILL' && available < plan.total * 1.1;
}
