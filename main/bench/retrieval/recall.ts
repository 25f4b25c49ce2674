import type { FoundPassage } from './plain-search.ts';
import type { AnsweredQuestion } from './question-set.ts';

/** Recall is told at so many passages, and within so many tokens. */
export const cuts = { passages: [1, 3, 5, 8], tokens: [1000, 2000, 6000] } as const;

/** Which share of questions had an answer whole among the passages, by how many were looked at. */
export interface Recall {
  questions: number;
  at: number[];
  within: number[];
}

/** Counts hits: passages that hold the whole answer at its place. */
export class RecallCounter {
  #questions = 0;
  readonly #at: number[] = cuts.passages.map(() => 0);
  readonly #within: number[] = cuts.tokens.map(() => 0);

  /** @param passages best first */
  add({ document, spans }: AnsweredQuestion, passages: readonly FoundPassage[]): void {
    this.#questions += 1;
    let tokens = 0;
    for (const [index, passage] of passages.entries()) {
      tokens += passage.tokens;
      const isHit =
        passage.document === document &&
        spans.some(({ start, end }) => start >= passage.start && end <= passage.end);
      if (!isHit) continue;
      for (const [cut, most] of cuts.passages.entries()) if (index < most) this.#at[cut]! += 1;
      for (const [cut, most] of cuts.tokens.entries()) if (tokens <= most) this.#within[cut]! += 1;
      return;
    }
  }

  get recall(): Recall {
    const share = (hits: number): number => (this.#questions > 0 ? hits / this.#questions : 0);
    return { questions: this.#questions, at: this.#at.map(share), within: this.#within.map(share) };
  }
}
