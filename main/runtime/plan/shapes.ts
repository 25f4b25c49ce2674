/** llama.cpp gives out context in steps of this many tokens. */
const contextStep = 256;
/** The sizes a person chooses from, and the program for them. */
const offered = [2048, 3072, 3584, 4096, 6144, 8192];

/** Whether a size is one of those that a person chooses from. */
export function isOffered(contextTokens: number): boolean {
  return offered.includes(contextTokens);
}

/** Context sizes to reckon with for a model, smallest first; what is asked for is among them. */
export function contextSizes(
  trainedContext: number,
  asked: readonly (number | null | undefined)[],
): number[] {
  const most = Math.max(contextStep, trainedContext);
  const wanted = asked
    .filter((tokens) => typeof tokens === 'number')
    .map((tokens) => Math.min(most, padded(tokens)));
  const sizes = new Set([
    ...offered.filter((tokens) => tokens <= most),
    ...wanted,
    ...(most < offered[0]! ? [most] : []),
  ]);
  return [...sizes].sort((a, b) => a - b);
}

/** Rounds up to a size that llama.cpp gives out. */
export function padded(tokens: number): number {
  return Math.ceil(tokens / contextStep) * contextStep;
}
