import { stat } from 'node:fs/promises';
import { z } from 'zod';
import { readKept, writeKept } from '../../kept-file.ts';
import { type ContextShape, type Machine, type Needs, needs } from '../interface.ts';

const file = z.record(z.string(), needs);
/** More models than this are not kept in mind; the one that was reckoned with longest ago goes. */
const mostModels = 20;

/**
 * What models take, as llama.cpp reckoned it, kept across starts: reckoning takes as long as starting the process does, and the
 * same file on the same machine takes the same again.
 */
export class KnownNeeds {
  readonly #file: string;
  #known: Record<string, Needs>;

  /** @param path a small JSON file; a missing or damaged one means that everything is reckoned again */
  constructor(path: string) {
    this.#file = path;
    this.#known = readKept(path, file) ?? {};
  }

  /** What the file is known by: it is another one when it was written to, and takes other memory on another backend. */
  static async key(path: string, { backend, devices, release, threads }: Machine): Promise<string> {
    const { size, mtimeMs } = await stat(path);
    return JSON.stringify([path, size, mtimeMs, backend, devices, release, threads]);
  }

  /** Null when one of the contexts was never reckoned with. */
  get(key: string, shapes: readonly ContextShape[]): Needs | null {
    const known = this.#known[key];
    if (!known) return null;
    const contexts = shapes.flatMap(
      (shape) => known.contexts.find((context) => isSame(context, shape)) ?? [],
    );
    return contexts.length === shapes.length ? { ...known, contexts } : null;
  }

  /** Adds what was reckoned to what is known of a model. Throws when it cannot be saved; it is known nevertheless. */
  add(key: string, reckoned: Needs): void {
    const earlier = this.#known[key];
    const others = (earlier?.contexts ?? []).filter(
      (context) => !reckoned.contexts.some((shape) => isSame(context, shape)),
    );
    // A process that had to reckon took a little more than one that knew; the larger figure is the one to plan with.
    const program = Math.max(earlier?.program ?? 0, reckoned.program);
    const { [key]: _known, ...models } = this.#known;
    const kept = Object.entries(models).slice(1 - mostModels);
    this.#known = {
      ...Object.fromEntries(kept),
      [key]: { ...reckoned, program, contexts: [...others, ...reckoned.contexts] },
    };
    writeKept(this.#file, this.#known);
  }
}

function isSame(a: ContextShape, b: ContextShape): boolean {
  return a.contextTokens === b.contextTokens && a.batchTokens === b.batchTokens;
}
