import { BitternError, type DocumentSummary } from '../../../preload/contract/index.ts';
import type { HandlersOf } from '../../handlers.ts';
import { resourcePath } from '../../resources.ts';
import type { ReadingQueue } from '../import/reading-queue.ts';
import type { Retrieval } from '../retrieval/retrieval.ts';
import { boxesOf, offsetAt } from './boxes.ts';
import type { Importer } from './importer.ts';
import { listDocuments } from './list-documents.ts';
import type { Shelf } from './shelf.ts';

/** No call gives more text at once than this many characters. */
const mostText = 200_000;
/** `document.import` answers when everything is known, or after this long: the rest is told by events. */
const answerAfterMs = 3000;

export interface LibraryOptions {
  shelf: Shelf;
  queue: ReadingQueue;
  importer: Importer;
  retrieval: Retrieval;
  /** Takes a document out of the store, with everything that was read of it. */
  remove(id: string): Promise<void>;
}

/** What windows can ask of the library. */
export function libraryHandlers(options: LibraryOptions): HandlersOf<'document'> {
  const { shelf, queue, importer, retrieval, remove } = options;

  /** The reading of a document. Throws `not-found` while there is none. */
  const readingOf = (id: string): { readingId: number; characters: number } => {
    const { readingId, characters, fileName } = shelf.stored(id);
    if (readingId === null) throw new BitternError('not-found', `${fileName} has not been read yet.`);
    return { readingId, characters };
  };

  const readAgain = (id: string, password?: string): DocumentSummary => {
    shelf.documents.setStatus(id, 'queued');
    queue.add(id, { urgent: true, ...(password === undefined ? {} : { password }) });
    shelf.tell(id);
    return shelf.summaryOf(id);
  };

  return {
    'document.import': async ({ sources, conversationId }, { signal }) =>
      importer.importFor({ sources, conversationId: conversationId ?? null, answerAfterMs, signal }),

    'document.list': (wanted, { signal }) => listDocuments(shelf, retrieval, wanted, signal),

    'document.get': ({ id }) => {
      const document = shelf.stored(id);
      return {
        ...shelf.summary(document),
        path: document.path,
        hash: document.hash,
        notes: document.notes,
        usedBy: shelf.attachments.conversationsOf(id),
      };
    },

    'document.pages': ({ id }) => ({ pages: shelf.text.pages(readingOf(id).readingId) }),

    'document.text': ({ id, start, end: wanted }) => {
      const { readingId, characters } = readingOf(id);
      const end = Math.max(start, Math.min(wanted, start + mostText, characters));
      return {
        start,
        end,
        text: shelf.text.text(readingId, start, end),
        blocks: shelf.text.blocks(readingId, start, end),
      };
    },

    'document.boxes': ({ id, start, end }) => ({
      boxes: boxesOf(shelf.text.words(readingOf(id).readingId, start, Math.min(end, start + mostText))),
    }),

    'document.offsetAt': ({ id, page: number, y }) => {
      const { readingId } = readingOf(id);
      const page = shelf.text.pages(readingId).find((candidate) => candidate.number === number);
      if (!page) throw new BitternError('not-found', `There is no page ${number}.`);
      return { offset: offsetAt(page, shelf.text.words(readingId, page.start, page.end), y) };
    },

    'document.unlock': ({ id, password }) => {
      const document = shelf.stored(id);
      if (document.status !== 'needs-password')
        throw new BitternError('bad-input', `${document.fileName} does not ask for a password.`);
      return readAgain(id, password);
    },

    'document.reread': ({ id }) => {
      const document = shelf.stored(id);
      if (shelf.summary(document).status === 'reading')
        throw new BitternError('busy', `${document.fileName} is being read already.`);
      return readAgain(id);
    },

    'document.cancel': async ({ id }) => {
      shelf.stored(id);
      await queue.cancel(id);
      return {};
    },

    'document.remove': async ({ id }) => {
      shelf.stored(id);
      await remove(id);
      return {};
    },

    'document.describe': ({ id, title, tags, inLibrary }) => {
      shelf.stored(id);
      shelf.store.transaction(() => {
        if (title !== undefined) shelf.documents.setTitle(id, title);
        if (tags !== undefined) shelf.documents.setTags(id, [...new Set(tags)]);
        if (inLibrary !== undefined) shelf.documents.setInLibrary(id, inLibrary);
      });
      shelf.tell(id);
      return shelf.summaryOf(id);
    },

    'document.tag': ({ ids, tag }) => {
      const known = shelf.documents.some(ids).map(({ id }) => id);
      shelf.store.transaction(() => {
        for (const id of known) shelf.documents.addTag(id, tag);
      });
      for (const id of known) shelf.tell(id);
      return {};
    },

    'document.sample': async ({ conversationId }, { signal }) => {
      const path = resourcePath('sample/a-field-guide-to-bitterns.pdf');
      const { documents, refused } = await importer.importFor({
        sources: [{ kind: 'path', path }],
        conversationId,
        answerAfterMs: Number.POSITIVE_INFINITY,
        signal,
      });
      if (!documents[0])
        throw new BitternError('internal', refused[0]?.message ?? 'The sample document is missing.');
      return documents[0];
    },

    'document.why': ({ query, documentId, start, end, messageId }, { signal }) =>
      retrieval.why({ query, documentId, start, end, ...(messageId ? { messageId } : {}) }, signal),
  };
}
