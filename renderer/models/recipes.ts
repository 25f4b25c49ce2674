import type { Recipe } from '../../preload/contract/index.ts';

/** What each way of storing a model is good for, in words. */
export const recipeWords: Record<Recipe, string> = {
  IQ4_NL: '4 bits, fastest to read a document',
  Q4_K: '4 bits, a little more exact',
  Q5_K: '5 bits, more exact and larger',
  Q8_0: '8 bits, nearly the original',
  F16: '16 bits, the original',
  F32: '32 bits, for comparisons',
};

/** The recipes that a catalogue entry offers, smallest first. */
export function offeredRecipes(installedBytes: Readonly<Record<string, number>>): Recipe[] {
  return (Object.keys(recipeWords) as Recipe[])
    .filter((recipe) => installedBytes[recipe] !== undefined)
    .sort((a, b) => installedBytes[a]! - installedBytes[b]!);
}
