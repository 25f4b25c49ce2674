import {
  BitternError,
  type DocumentOrder,
  type DocumentSummary,
  type WatchedFolder,
} from '../../../preload/contract/index.ts';
import { surveyPassages } from './answers.ts';
import type { Bus, HandlersOf } from './bus.ts';
import { type FakeDocument, longText, reedbedReport } from './documents.ts';

/** Documents and watched folders. A document that is imported is read for a while, whatever is in it. */
export class FakeLibrary {
  readonly documents = new Map<string, FakeDocument>();
  readonly survey = reedbedReport();
  readonly #bus: Bus;
  readonly #attach: (conversationId: string, documentIds: readonly string[]) => void;
  #folders: WatchedFolder[] = [];

  constructor(bus: Bus, attach: (conversationId: string, documentIds: readonly string[]) => void) {
    this.#bus = bus;
    this.#attach = attach;
  }

  readonly handlers: HandlersOf<'document' | 'folder'> = {
    'document.import': ({ sources, conversationId }) => {
      const refused: { name: string; message: string }[] = [];
      const documents: DocumentSummary[] = [];
      for (const source of sources) {
        const name = source.kind === 'path' ? source.path.split('/').at(-1)! : source.name;
        if (name.endsWith('.zip')) {
          refused.push({ name, message: `“${name}” is an archive. Unpack it and drop the files in it.` });
          continue;
        }
        documents.push(this.#import(name, conversationId === undefined));
      }
      if (conversationId)
        this.#attach(
          conversationId,
          documents.map(({ id }) => id),
        );
      return { documents, refused };
    },
    'document.list': ({ query, tag, order, from = 0, limit = Infinity }) => ({
      ...this.#listed(query ?? '', tag, order, from, limit),
      tags: [...new Set([...this.documents.values()].flatMap(({ detail }) => detail.tags))].sort(),
      found: query && /reed|bittern/i.test(query) ? surveyPassages(this.survey).slice(0, 1) : [],
      alsoLookedFor: [],
    }),
    'document.get': ({ id }) => this.get(id).detail,
    'document.pages': ({ id }) => ({ pages: this.get(id).pages }),
    'document.text': ({ id, start, end }) => {
      const { text, blocks } = this.get(id);
      return {
        start,
        end,
        text: text.slice(start, end),
        blocks: blocks.filter((block) => block.start >= start && block.start < end),
      };
    },
    'document.boxes': ({ id, start, end }) => ({ boxes: this.get(id).boxes(start, end) }),
    'document.offsetAt': ({ id, page: number, y }) => {
      const { pages, boxes } = this.get(id);
      const page = pages.find((candidate) => candidate.number === number)!;
      let offset = page.start;
      while (offset < page.end && !boxes(offset, offset + 1).some((box) => box.y >= y - 1)) offset += 1;
      return { offset };
    },
    'document.unlock': ({ id, password }) => {
      if (password !== 'reed')
        throw new BitternError('needs-password', 'This is not its password. Try again.');
      return this.change(id, { status: 'ready', error: null, pages: 3, words: 900 });
    },
    'document.reread': ({ id }) => {
      this.#read(id);
      return summaryOf(this.get(id));
    },
    'document.cancel': ({ id }) => {
      this.change(id, { status: 'failed', error: 'Reading was stopped.', progress: null });
      return {};
    },
    'document.remove': ({ id }) => {
      this.documents.delete(id);
      this.#bus.emit('document.removed', { id });
      return {};
    },
    'document.describe': ({ id, title, tags, inLibrary }) =>
      this.change(id, {
        ...(title === undefined ? {} : { title }),
        ...(tags === undefined ? {} : { tags }),
        ...(inLibrary === undefined ? {} : { inLibrary }),
      }),
    'document.tag': ({ ids, tag }) => {
      for (const id of ids) {
        const { tags } = this.get(id).detail;
        this.change(id, { tags: [...new Set([...tags, tag])].sort() });
      }
      return {};
    },
    'document.sample': ({ conversationId }) => {
      this.documents.set(this.survey.detail.id, this.survey);
      this.#attach(conversationId, [this.survey.detail.id]);
      return summaryOf(this.survey);
    },
    'document.why': ({ query, start, end }) => ({
      chunks: [
        {
          start,
          end,
          page: 2,
          wordRank: 14,
          vectorRank: null,
          fusedRank: 14,
          matchedTerms: query.split(/\s+/).slice(0, 2),
          missingTerms: query.split(/\s+/).slice(2, 4),
          included: false,
          reason: 'It is the 14th of the passages found; the budget was full after the 9th.',
        },
      ],
    }),
    'folder.list': () => ({ folders: this.#folders }),
    'folder.watch': ({ path, tag }) => {
      if (!path.startsWith('/')) throw new BitternError('not-found', `There is no folder “${path}”.`);
      const folder = { id: this.#bus.id('fld'), path, tag: tag ?? null, files: 12, error: null };
      this.#folders = [...this.#folders, folder];
      this.#bus.emit('folder.changed', {});
      return folder;
    },
    'folder.unwatch': ({ id }) => {
      this.#folders = this.#folders.filter((folder) => folder.id !== id);
      this.#bus.emit('folder.changed', {});
      return {};
    },
  };

  /** Changes a document and tells every window. */
  change(id: string, change: Partial<DocumentSummary>): DocumentSummary {
    const document = this.get(id);
    document.detail = { ...document.detail, ...change };
    this.#bus.emit('document.changed', summaryOf(document));
    return summaryOf(document);
  }

  #listed(
    query: string,
    tag: string | undefined,
    order: DocumentOrder | undefined,
    from: number,
    limit: number,
  ) {
    const { key, descending } = order ?? { key: 'added', descending: true };
    const figure = ({ pages, words, conversations, addedAt }: DocumentSummary) =>
      ({ name: 0, pages, words, used: conversations, added: addedAt })[key];
    const byName = (a: DocumentSummary, b: DocumentSummary) =>
      a.fileName.localeCompare(b.fileName, 'en', { numeric: true });
    const way = descending ? -1 : 1;
    const all = [...this.documents.values()]
      .filter(({ detail, text }) => `${detail.fileName}\n${text}`.toLowerCase().includes(query.toLowerCase()))
      .filter(({ detail }) => !tag || detail.tags.includes(tag))
      .map(summaryOf)
      .sort((a, b) => way * (key === 'name' ? byName(a, b) : figure(a) - figure(b)) || byName(a, b));
    return {
      documents: all.slice(from, from + limit),
      total: all.length,
      unread: all.filter(({ status }) => status === 'queued' || status === 'reading').length,
    };
  }

  #import(name: string, inLibrary: boolean): DocumentSummary {
    const document = longText(60_000, name);
    document.detail = { ...document.detail, inLibrary, addedAt: Date.now() };
    this.documents.set(document.detail.id, document);
    this.#read(document.detail.id);
    return summaryOf(document);
  }

  /** Reads a document for as long as a large one takes, so that its progress can be seen. */
  #read(id: string): void {
    const total = 40;
    let done = 0;
    this.change(id, {
      status: 'reading',
      error: null,
      progress: { done, total, unit: 'pages', rate: null, secondsLeft: null },
    });
    const timer = setInterval(() => {
      done += 4;
      if (!this.documents.has(id)) return clearInterval(timer);
      if (done < total)
        this.change(id, {
          progress: { done, total, unit: 'pages', rate: 40, secondsLeft: (total - done) / 40 },
        });
      else {
        clearInterval(timer);
        this.change(id, { status: 'ready', progress: null });
      }
    }, 100);
  }

  /** Throws `not-found`. */
  get(id: string): FakeDocument {
    const document = this.documents.get(id);
    if (!document) throw new BitternError('not-found', 'This document is not there any more.');
    return document;
  }
}

export function summaryOf({ detail }: FakeDocument): DocumentSummary {
  const { path: _path, hash: _hash, notes: _notes, usedBy: _usedBy, ...summary } = detail;
  return summary;
}
