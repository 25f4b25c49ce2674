import type { Passage } from '../../../preload/contract/index.ts';
import type { QuestionVector } from './vector-index.ts';

/** What is searched for, and how much of it is wanted. */
export interface SearchRequest {
  query: string;
  /** Only in these documents; absent or empty: in the whole library. */
  documentIds?: readonly string[];
  /** Questions asked before in this conversation, oldest first; a follow-up takes its subject from them. */
  context?: readonly string[];
  /** Most passages to return; by default 16 without a budget, as many as fit with one. */
  limit?: number;
  /** BTLM tokens that all passages together may have. */
  budget?: number;
  /**
   * Where the budget leaves room after everything that has words of the question, also return what stands around it: who gives
   * a budget for a person or another program to read has it used, a prompt takes time to evaluate.
   */
  fill?: boolean;
  /** Also return the next best passages, for which there was no room. */
  leftOut?: boolean;
  /** `rank`, the default: best first. `document`: by document and in reading order, neighbours joined, for prompts. */
  order?: 'rank' | 'document';
  /**
   * Where passages can be found by meaning: `soon`, the default: only if the question's vector is there in a moment; `wait`:
   * however long that takes; `off`: by words alone.
   */
  meaning?: 'soon' | 'wait' | 'off';
}

export interface SearchResult {
  passages: Passage[];
  /** The next best passages, for which there was no room; none unless asked for. */
  leftOut: Passage[];
  /** Whether any passage has words of the question; those nearest in meaning are found for whatever is asked. */
  hasWords: boolean;
  /** What was looked for in the place of words that stand in none of the documents, as those write it. */
  alsoLookedFor: string[];
  /** Milliseconds it took. */
  ms: number;
}

/** A request as the searcher thread takes it: with the question's vector, if there is one. */
export interface RankRequest extends SearchRequest {
  vector?: QuestionVector;
}

/** What was found, and by what. */
export interface FoundPassages extends SearchResult {
  /** Whether meaning was looked at, or words alone. */
  by: 'words' | 'words-and-meaning';
  /** Why words alone were looked at although passages can be found by meaning, as a sentence; else null. */
  note: string | null;
}

/** A stretch of a document of which a person asks why it was, or was not, among the passages. */
export interface WhyRequest extends RankRequest {
  documentId: string;
  start: number;
  end: number;
}
