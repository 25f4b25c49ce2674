import type { Passage } from '../../../preload/contract/index.ts';

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
  /** `rank`, the default: best first. `document`: by document and in reading order, neighbours joined, for prompts. */
  order?: 'rank' | 'document';
}

export interface SearchResult {
  passages: Passage[];
  /** The next best passages, for which there was no room. */
  leftOut: Passage[];
  /** Milliseconds it took. */
  ms: number;
}

/** A stretch of a document of which a person asks why it was, or was not, among the passages. */
export interface WhyRequest extends SearchRequest {
  documentId: string;
  start: number;
  end: number;
}
