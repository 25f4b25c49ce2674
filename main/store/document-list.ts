import type { Database } from 'better-sqlite3';
import type { DocumentOrder } from '../../preload/contract/index.ts';
import { nameOrder } from './name-order.ts';

/** Which documents of all: those with a tag, those with these ids, or every one. */
export interface ListedDocuments {
  tag?: string | undefined;
  ids?: readonly string[] | undefined;
}

/** What is enough to know a document by its name. */
export interface NamedDocument {
  id: string;
  title: string;
  fileName: string;
  tags: string;
}

/** The documents as a list of which only a part is looked at: nothing here reads whole rows of all of them. */
export interface DocumentListTable {
  /** How many there are, and how many of them have yet to be read. */
  count(listed: ListedDocuments): { total: number; unread: number };
  /** Ids of a part of them, in an order. */
  part(listed: ListedDocuments, part: { order: DocumentOrder; from: number; limit: number }): string[];
  /** Their names, newest first. */
  named(tag?: string): NamedDocument[];
}

const figures: Record<DocumentOrder['key'], string | null> = {
  name: null,
  pages: 'coalesce(reading.pages, 0)',
  words: 'coalesce(reading.words, 0)',
  used: '(SELECT count(*) FROM attachment WHERE document_id = document.id)',
  added: 'document.added_at',
};

/** Equal ones go by name (without its numbers counted as such, which takes long), those of one moment as they came. */
function orderBy({ key, descending }: DocumentOrder): string {
  const way = descending ? 'DESC' : 'ASC';
  if (key === 'added') return `${figures.added} ${way}, document.id ${way}`;
  const figure = figures[key];
  return figure === null
    ? `name_order(document.file_name) ${way}, document.id`
    : `${figure} ${way}, document.file_name COLLATE NOCASE, document.id`;
}

const isListed = `(@tag IS NULL OR EXISTS (SELECT 1 FROM tag WHERE document_id = document.id AND name = @tag))
  AND (@ids IS NULL OR document.id IN (SELECT value FROM json_each(@ids)))`;

/** The list of documents in an open database. */
export function documentListTable(db: Database): DocumentListTable {
  db.function('name_order', { deterministic: true }, (name: unknown) => nameOrder(String(name)));
  const values = ({ tag, ids }: ListedDocuments) => ({
    tag: tag ?? null,
    ids: ids ? JSON.stringify(ids) : null,
  });
  const count = db.prepare<[object], { total: number; unread: number }>(
    `SELECT count(*) AS total, count(CASE WHEN status = 'queued' THEN 1 END) AS unread FROM document WHERE ${isListed}`,
  );
  const part = (order: DocumentOrder) =>
    db
      .prepare<[object], string>(
        `SELECT document.id FROM document LEFT JOIN reading ON reading.id = document.reading_id
         WHERE ${isListed} ORDER BY ${orderBy(order)} LIMIT @limit OFFSET @from`,
      )
      .pluck();
  const named = db.prepare<[object], NamedDocument>(
    `SELECT id, title, file_name AS fileName,
       (SELECT coalesce(group_concat(name, ' '), '') FROM tag WHERE document_id = document.id) AS tags
     FROM document WHERE ${isListed} ORDER BY ${orderBy({ key: 'added', descending: true })}`,
  );
  return {
    count: (listed) => count.get(values(listed)) ?? { total: 0, unread: 0 },
    part: (listed, { order, from, limit }) => part(order).all({ ...values(listed), from, limit }),
    named: (tag) => named.all(values({ tag })),
  };
}
