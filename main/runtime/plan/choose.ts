import { bytesText, countText, type MemoryPlan } from '../../../preload/contract/index.ts';
import type { ContextNeed, Needs } from '../interface.ts';
import { isOffered } from './shapes.ts';

/** What a plan is made from. Sizes in bytes. */
export interface PlanInput {
  needs: Needs;
  /** Memory that is free, what the runtime itself holds now included. */
  available: number;
  deviceAvailable: number | null;
  totalMemory: number;
  /** The person's own choice of context, of budget. */
  chosenContext: number | null;
  budget: number | null;
  /** Tokens that the prompt at hand and its answer need; null when nothing is asked yet. */
  wanted: number | null;
  /** The context that is loaded now; a plan does not take it away without need. */
  current: number | null;
  /** A context that ran out of memory: stay below it. */
  below: number | null;
}

/** Left to the rest of the system, whatever fits by the figures. */
export const reserve = 512 * 1024 ** 2;
/** Nobody asked for more yet, so most of the free memory stays free. */
const modestShare = 0.6;
/**
 * Nor is more context than this taken unasked: it holds a conversation in less than three gigabytes, and the memory of a context
 * is cleared before the first token, which is felt after every start.
 */
const modestContext = 3072;
const smallestUseful = 2048;

/**
 * Chooses the context to load a model with: the person's own choice; else as much as what is asked for needs; else the largest
 * that leaves a good part of the free memory alone, between 2,048 tokens and what the model was trained with.
 */
export function chooseContext(input: PlanInput): MemoryPlan {
  const { needs } = input;
  const sized = needs.contexts.map((context) => ({ context, total: totalOf(needs, context), fits: false }));
  for (const size of sized) size.fits = fits(input, size.context, size.total);
  const usable = sized.filter(({ context }) => input.below === null || context.contextTokens < input.below);
  const candidates = usable.length > 0 ? usable : sized.slice(0, 1);

  const { size, reason } = pick(input, candidates);
  return {
    contextTokens: size.context.contextTokens,
    weights: needs.weights + needs.deviceWeights + needs.program,
    kvCache: size.context.kvCache,
    scratch: size.context.scratch,
    total: size.total,
    available: input.available + (input.deviceAvailable ?? 0),
    fits: size.fits,
    reason,
    choices: sized.map(({ context, total, fits: ok }) => ({
      contextTokens: context.contextTokens,
      total,
      fits: ok,
    })),
  };
}

interface Sized {
  context: ContextNeed;
  total: number;
  fits: boolean;
}

function pick(input: PlanInput, candidates: readonly Sized[]): { size: Sized; reason: string } {
  const describe = ({ context, total }: Sized): string =>
    `${countText(context.contextTokens)} tokens of context take ${bytesText(total)}`;
  const limit = limitInWords(input);
  const smallest = candidates[0]!;
  const fitting = candidates.filter((size) => size.fits);

  if (input.chosenContext !== null) {
    const size = atLeast(candidates, input.chosenContext) ?? candidates.at(-1)!;
    const room = size.fits ? `${limit}.` : `more than ${limit}; it may become very slow or fail.`;
    return { size, reason: `You chose this: ${describe(size)}, ${size.fits ? 'of ' : ''}${room}` };
  }
  const largest = fitting.at(-1);
  if (!largest)
    return {
      size: smallest,
      reason: `It does not fit: even ${describe(smallest)}, more than ${limit}. Close other programs, or choose a smaller model.`,
    };
  const modest =
    fitting
      .filter(
        ({ context, total }) =>
          context.contextTokens <= smallestUseful ||
          (context.contextTokens <= modestContext && total <= input.available * modestShare),
      )
      .at(-1) ?? fitting[0]!;
  const least = Math.max(modest.context.contextTokens, input.current ?? 0);
  const target = Math.max(least, input.wanted ?? 0);
  const size = grown(fitting, target) ?? largest;
  const figures = `${describe(size)} of ${limit}`;
  if (input.wanted !== null && size.context.contextTokens < input.wanted)
    return {
      size,
      reason: `${figures}; ${countText(input.wanted)} would be needed for everything, and there is no room for more.`,
    };
  if (input.wanted !== null && input.wanted > least)
    return { size, reason: `${figures}: as much as the documents of this conversation need.` };
  const more = largest.context.contextTokens > size.context.contextTokens;
  return {
    size,
    reason: more
      ? `${figures}. For a longer document it grows, up to ${countText(largest.context.contextTokens)}.`
      : `${figures}: the most that fits.`,
  };
}

/** Grows in strides: each costs the time in which what is evaluated moves, and a conversation needs a little more at every turn. */
function grown(sizes: readonly Sized[], tokens: number): Sized | undefined {
  return (
    sizes.find(({ context }) => context.contextTokens >= tokens && isOffered(context.contextTokens)) ??
    atLeast(sizes, tokens)
  );
}

function atLeast(sizes: readonly Sized[], tokens: number): Sized | undefined {
  return sizes.find(({ context }) => context.contextTokens >= tokens);
}

function totalOf(needs: Needs, { kvCache, scratch }: ContextNeed): number {
  return needs.program + needs.weights + needs.deviceWeights + kvCache + scratch;
}

function fits(input: PlanInput, context: ContextNeed, total: number): boolean {
  if (input.budget !== null && total > input.budget) return false;
  if (input.deviceAvailable === null) return total + reserve <= input.available;
  const onDevice = input.needs.deviceWeights + context.onDevice;
  return onDevice <= input.deviceAvailable && total - onDevice + reserve <= input.available;
}

function limitInWords({ budget, available, deviceAvailable }: PlanInput): string {
  const free = `the ${bytesText(deviceAvailable ?? available)} that are free${deviceAvailable === null ? '' : ' on the GPU'}`;
  return budget !== null && budget < available ? `the ${bytesText(budget)} of your memory budget` : free;
}
