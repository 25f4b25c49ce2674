import type { Recipe } from '../../preload/contract/index.ts';

/** What each way of storing a model is good for, in words. */
export const recipeWords: Record<Recipe, string> = {
  IQ4_NL: '4 bits a weight. The fastest to read a document on most processors.',
  Q4_K: '4 bits a weight, a little more exact. For graphics cards, and processors with matrix units (AMX).',
  Q5_K: '5 bits a weight. Closer to the original, for some more memory.',
  Q8_0: '8 bits a weight. Hardly to be told from the original, in twice the memory.',
  F16: '16 bits a weight, as it was published. For graphics cards with much memory.',
  F32: '32 bits a weight. Only for comparisons; no better than 16.',
};

/** The recipes that a catalogue entry offers, smallest first. */
export function offeredRecipes(installedBytes: Readonly<Record<string, number>>): Recipe[] {
  return (Object.keys(recipeWords) as Recipe[])
    .filter((recipe) => installedBytes[recipe] !== undefined)
    .sort((a, b) => installedBytes[a]! - installedBytes[b]!);
}
