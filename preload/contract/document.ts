import { z } from 'zod';

export const documentId = z.string().regex(/^doc_[0-9a-z]{10,40}$/);

/** Where the bytes of a document come from: a file of this machine, or an upload that the browser shell has received. */
export const source = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('path'), path: z.string().min(1).max(32_768) }),
  z.strictObject({
    kind: z.literal('upload'),
    uploadId: z.string().regex(/^[0-9a-f]{32}$/),
    name: z.string().min(1).max(1024),
  }),
]);
export type Source = z.infer<typeof source>;

export const documentStatus = z.enum(['queued', 'reading', 'ready', 'failed', 'needs-password']);

/** What a page turned out to hold. `scanned`: an image without a text layer. `suspicious`: text that decodes to nonsense. */
export const pageKind = z.enum(['text', 'empty', 'scanned', 'suspicious']);
export type PageKind = z.infer<typeof pageKind>;

/** Progress of anything long. `total` is null while unknown; `rate` is units a second. */
export const progress = z.object({
  done: z.number().nonnegative(),
  total: z.number().nonnegative().nullable(),
  unit: z.enum(['bytes', 'pages', 'tokens', 'files', 'chunks', 'tensors']),
  rate: z.number().nonnegative().nullable(),
  secondsLeft: z.number().nonnegative().nullable(),
});
export type Progress = z.infer<typeof progress>;

/** One line of the report on how well a document could be read: what was left out or doubtful, in words. */
export const reportNote = z.object({
  level: z.enum(['info', 'warning']),
  text: z.string(),
  pages: z.array(z.number().int().positive()).optional(),
});
export type ReportNote = z.infer<typeof reportNote>;

export const documentSummary = z.object({
  id: documentId,
  title: z.string(),
  fileName: z.string(),
  /** A short type name for people and icons: `pdf`, `docx`, `text`, `markdown`… */
  type: z.string(),
  bytes: z.number().int().nonnegative(),
  status: documentStatus,
  /** Set while `queued` or `reading`. */
  progress: progress.nullable(),
  /** A sentence, set when `failed` or `needs-password`. */
  error: z.string().nullable(),
  pages: z.number().int().nonnegative(),
  words: z.number().int().nonnegative(),
  chunks: z.number().int().nonnegative(),
  /** BTLM tokens of the whole text. */
  tokens: z.number().int().nonnegative(),
  /** Pages with nothing on them, as between the chapters of a book. */
  emptyPages: z.number().int().nonnegative(),
  /** Pages whose text could not be had, or not well: scanned, or decoding to nonsense. */
  doubtfulPages: z.number().int().nonnegative(),
  tags: z.array(z.string()),
  /** In the library (searched by every conversation that has no attachment of its own), not only in one conversation. */
  inLibrary: z.boolean(),
  /** How many conversations have it attached. */
  conversations: z.number().int().nonnegative(),
  /** Milliseconds since 1970. */
  addedAt: z.number(),
  /** Milliseconds the last reading took. */
  readMs: z.number().nullable(),
});
export type DocumentSummary = z.infer<typeof documentSummary>;

/** What a list of documents can be ordered by; equal ones go by name. */
export const documentOrder = z.strictObject({
  key: z.enum(['name', 'pages', 'words', 'used', 'added']),
  descending: z.boolean(),
});
export type DocumentOrder = z.infer<typeof documentOrder>;

export const pageSummary = z.object({
  number: z.number().int().positive(),
  kind: pageKind,
  characters: z.number().int().nonnegative(),
  /** UTF-16 offsets of the page within the document's text. */
  start: z.number().int().nonnegative(),
  end: z.number().int().nonnegative(),
  /** Size in PDF points; null for formats without pages. */
  width: z.number().nullable(),
  height: z.number().nullable(),
});
export type PageSummary = z.infer<typeof pageSummary>;

export const documentDetail = documentSummary.extend({
  path: z.string().nullable(),
  hash: z.string(),
  notes: z.array(reportNote),
  usedBy: z.array(z.object({ id: z.string(), title: z.string() })),
});
export type DocumentDetail = z.infer<typeof documentDetail>;

export const blockKind = z.enum([
  'heading',
  'paragraph',
  'list',
  'table',
  'code',
  'caption',
  'header',
  'footer',
]);
export type BlockKind = z.infer<typeof blockKind>;

/** A stretch of a document's text with its role. Offsets are UTF-16 units in the document's text. */
export const block = z.object({
  kind: blockKind,
  /** 1 to 6 for headings, else null. */
  level: z.number().int().min(1).max(6).nullable(),
  page: z.number().int().positive(),
  start: z.number().int().nonnegative(),
  end: z.number().int().nonnegative(),
});
export type Block = z.infer<typeof block>;

/** A rectangle on a page in PDF points, origin at the top left, y downwards, page rotation applied. */
export const box = z.object({
  page: z.number().int().positive(),
  x: z.number(),
  y: z.number(),
  width: z.number(),
  height: z.number(),
});
export type Box = z.infer<typeof box>;

/** A stretch of a document offered to the model or the person. `text` equals the stored text between `start` and `end`. */
export const passage = z.object({
  documentId,
  /** File name, for people. */
  file: z.string(),
  title: z.string(),
  /** Headings above the passage, outermost first. */
  headings: z.array(z.string()),
  /** First page of the passage, counted from 1. */
  page: z.number().int().positive(),
  lastPage: z.number().int().positive(),
  start: z.number().int().nonnegative(),
  end: z.number().int().nonnegative(),
  text: z.string(),
  tokens: z.number().int().nonnegative(),
  /** How well it answers; where meaning was looked at too, the share of being first both by words and by meaning. */
  score: z.number(),
  /** The sentence that answers best, as offsets in the document's text; null when none stands out. */
  highlight: z.object({ start: z.number().int(), end: z.number().int() }).nullable(),
});
export type Passage = z.infer<typeof passage>;

/** What was looked for in the place of words that stand in none of the documents searched: how those write what was meant. */
export const alsoLookedFor = z.array(z.string());

/** Ranks that explain why a stretch of text was, or was not, among the passages. */
export const whyNot = z.object({
  /** The chunks that cover the selection, best first. */
  chunks: z.array(
    z.object({
      start: z.number().int(),
      end: z.number().int(),
      page: z.number().int(),
      /** Rank by words (BM25), by vectors, and fused; null where the chunk is not in that list. */
      wordRank: z.number().int().nullable(),
      vectorRank: z.number().int().nullable(),
      fusedRank: z.number().int().nullable(),
      matchedTerms: z.array(z.string()),
      missingTerms: z.array(z.string()),
      included: z.boolean(),
      /** A sentence: included, cut by the budget, merged, a duplicate, or without a word of the question. */
      reason: z.string(),
    }),
  ),
});
export type WhyNot = z.infer<typeof whyNot>;

/** How passages are found: by words always, by meaning where a model for that is installed. */
export const searchState = z.object({
  /** The embedding model that is used; null while none is installed. */
  modelId: z.string().nullable(),
  modelName: z.string().nullable(),
  /** Why this machine cannot search by meaning, as a sentence; null when it can. */
  problem: z.string().nullable(),
  /** Passages of all documents, and those of them that can be found by meaning. */
  chunks: z.number().int().nonnegative(),
  embedded: z.number().int().nonnegative(),
  /** The unfinished job that prepares the others. */
  jobId: z.string().nullable(),
});
export type SearchState = z.infer<typeof searchState>;

export const watchedFolder = z.object({
  id: z.string(),
  path: z.string(),
  tag: z.string().nullable(),
  files: z.number().int().nonnegative(),
  /** A sentence when the folder cannot be read now. */
  error: z.string().nullable(),
});
export type WatchedFolder = z.infer<typeof watchedFolder>;
