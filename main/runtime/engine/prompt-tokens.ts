import type { Token } from 'node-llama-cpp';
import type { Segment } from '../interface.ts';

/** The tokenizer of a loaded model; `special` says whether texts like `<|endoftext|>` become the special token. */
export type Tokenize = (text: string, special: boolean) => Token[];

/**
 * The tokens of a prompt: each segment's on their own, joined. Only the app's scaffold may hold special tokens, so that
 * no document can end its own quotation.
 */
export function promptTokens(prompt: readonly Segment[], tokenize: Tokenize): Token[] {
  const tokens: Token[] = [];
  for (const { text, kind } of prompt) {
    if (text === '') continue;
    for (const token of tokenize(text, kind === 'template')) tokens.push(token);
  }
  return tokens;
}

/** How many tokens two sequences begin with in common. */
export function commonPrefix(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const most = Math.min(a.length, b.length);
  let length = 0;
  while (length < most && a[length] === b[length]) length += 1;
  return length;
}
