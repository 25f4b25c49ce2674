import type { WhyNot } from '../../../preload/contract/index.ts';
import type { HandlersOf } from '../../handlers.ts';
import type { AttachmentTable } from '../../store/attachments.ts';
import type { SearcherClient } from './client.ts';
import type { SearchRequest, SearchResult, WhyRequest } from './request.ts';

/** Search as the rest of Bittern sees it. */
export interface Retrieval {
  search(request: SearchRequest, signal?: AbortSignal): Promise<SearchResult>;
  /** Why a selection was, or was not, among the passages of an answer (`messageId`), or would be for a question asked now. */
  why(request: WhyRequest & { messageId?: string }, signal?: AbortSignal): Promise<WhyNot>;
}

export function createRetrieval(client: SearcherClient, attachments: AttachmentTable): Retrieval {
  return {
    search: (request, signal) => client.search(request, signal),
    async why({ messageId, ...request }, signal) {
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
export function searchHandlers(retrieval: Retrieval): HandlersOf<'search'> {
  return {
    'search.passages': async ({ query, documentIds, limit, budget }, { signal }) => {
      const { passages, ms } = await retrieval.search(
        {
          query,
          ...(documentIds ? { documentIds } : {}),
          ...(limit === undefined ? {} : { limit }),
          ...(budget === undefined ? {} : { budget }),
        },
        signal,
      );
      return { passages, ms };
    },
  };
}
