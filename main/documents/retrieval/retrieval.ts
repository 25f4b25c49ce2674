import type { SearchState, WhyNot } from '../../../preload/contract/index.ts';
import type { HandlersOf } from '../../handlers.ts';
import type { AttachmentTable } from '../../store/attachments.ts';
import type { SearcherClient } from './client.ts';
import type { FoundPassages, SearchRequest, WhyRequest } from './request.ts';
import type { QuestionVector } from './vector-index.ts';

/** Search as the rest of Bittern sees it. */
export interface Retrieval {
  search(request: SearchRequest, signal?: AbortSignal): Promise<FoundPassages>;
  /** Why a selection was, or was not, among the passages of an answer (`messageId`), or would be for a question asked now. */
  why(request: Omit<WhyRequest, 'vector'> & { messageId?: string }, signal?: AbortSignal): Promise<WhyNot>;
}

/** A question's vector, or why there is none although there could be one. */
export interface Meaning {
  vector: QuestionVector | null;
  note: string | null;
}

/** @param meaningOf what a question means, where passages can be found by meaning */
export function createRetrieval(
  client: SearcherClient,
  attachments: AttachmentTable,
  meaningOf: (request: SearchRequest, signal?: AbortSignal) => Promise<Meaning>,
): Retrieval {
  return {
    async search(request, signal) {
      const { vector, note } = await meaningOf(request, signal);
      const found = await client.search({ ...request, ...(vector && { vector }) }, signal);
      return { ...found, by: vector ? 'words-and-meaning' : 'words', note };
    },
    async why({ messageId, ...asked }, signal) {
      const { vector } = await meaningOf(asked, signal);
      const request = { ...asked, ...(vector && { vector }) };
      const answer = messageId === undefined ? undefined : attachments.answerOf(messageId);
      if (!answer) return client.why(request, signal);
      const { documentIds, passages } = answer;
      const limit = Math.max(1, passages.length);
      const why = await client.why({ ...request, documentIds, limit }, signal);
      // What the answer was really given is on record; only the reasons are found out anew.
      const wasGiven = (chunk: WhyNot['chunks'][number]): boolean =>
        passages.some(
          (passage) =>
            passage.documentId === request.documentId &&
            passage.start < chunk.end &&
            passage.end > chunk.start,
        );
      return {
        chunks: why.chunks.map((chunk) => {
          if (wasGiven(chunk) === chunk.included) return chunk;
          return wasGiven(chunk)
            ? { ...chunk, included: true, reason: 'Included: the answer was given this passage.' }
            : {
                ...chunk,
                included: false,
                reason: 'Left out: the answer was given other passages, ranked before it.',
              };
        }),
      };
    },
  };
}

/** What windows can ask of search. */
export function searchHandlers(
  retrieval: Retrieval,
  meaning: { state(): SearchState; goOn(): Promise<void> },
): HandlersOf<'search'> {
  return {
    'search.state': () => meaning.state(),
    'search.prepare': async () => {
      await meaning.goOn();
      return {};
    },
    'search.passages': async ({ query, documentIds, limit, budget, meaning }, { signal }) => {
      const { passages, ms, by, alsoLookedFor } = await retrieval.search(
        {
          query,
          ...(documentIds ? { documentIds } : {}),
          ...(limit === undefined ? {} : { limit }),
          ...(budget === undefined ? {} : { budget, fill: true }),
          ...(meaning === undefined ? {} : { meaning }),
        },
        signal,
      );
      return { passages, ms, by, alsoLookedFor };
    },
  };
}
