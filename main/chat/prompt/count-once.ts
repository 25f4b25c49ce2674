import { countTokens } from '../../tokenizer/index.ts';

/** How many BTLM tokens a text has. */
export type CountTokens = (text: string) => number;

/**
 * Counts as the tokenizer does, each text once. For one turn: the same preamble, question and history decide about the context,
 * the mode and what goes into the prompt.
 */
export function countingOnce(): CountTokens {
  const known = new Map<string, number>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const count = countTokens(text);
    known.set(text, count);
    return count;
  };
}
