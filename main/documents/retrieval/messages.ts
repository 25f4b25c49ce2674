import type { WhyNot } from '../../../preload/contract/index.ts';
import type { RankRequest, SearchResult, WhyRequest } from './request.ts';

/** What main asks the searcher thread. */
export type ToSearcher =
  | { id: number; kind: 'search'; request: RankRequest }
  | { id: number; kind: 'why'; request: WhyRequest }
  | { kind: 'close' };

export type FromSearcher =
  | { id: number; kind: 'found'; result: SearchResult }
  | { id: number; kind: 'why'; result: WhyNot }
  | { id: number; kind: 'failed'; details: string };
