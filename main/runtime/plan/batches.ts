import type { ContextNeed, Needs } from '../interface.ts';

/**
 * What a model was promised to stay under: 3 GB with 3,584 tokens of context and 4.6 GB with 8,192. A batch that reads prompts a
 * tenth faster is not worth more.
 */
const promised = [3e9, 4.6e9];

/**
 * Sizes of the batches in which prompts may be read, largest first. Without flash attention the scratch buffer holds batch ×
 * context × heads numbers, and a processor with few cores has to stop after few tokens anyway if a cancel is to be felt at once; a
 * GPU wants many.
 */
export function batchSizes(onGpu: boolean, threads: number): number[] {
  if (onGpu) return [512];
  return threads <= 8 ? [64, 32] : [128, 64, 32];
}

/**
 * Chooses one batch size for each context that was reckoned with several: the largest that exceeds no limit under which the smallest
 * stays.
 *
 * @param limits what else the model should stay under, in bytes, such as a budget
 */
export function withLargestBatches(needs: Needs, limits: readonly (number | null)[]): ContextNeed[] {
  const fixed = needs.program + needs.weights + needs.deviceWeights;
  const exceeded = ({ kvCache, scratch }: ContextNeed): number =>
    [...promised, ...limits].filter((limit) => limit !== null && fixed + kvCache + scratch > limit).length;
  return [...Map.groupBy(needs.contexts, ({ contextTokens }) => contextTokens).values()].map((same) => {
    const byBatch = same.toSorted((a, b) => b.batchTokens - a.batchTokens);
    const least = exceeded(byBatch.at(-1)!);
    return byBatch.find((context) => exceeded(context) <= least)!;
  });
}
