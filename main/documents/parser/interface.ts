import { z } from 'zod';
import { blockKind, pageKind, reportNote } from '../../../preload/contract/index.ts';

/**
 * What the parser process answers. It is the only place where untrusted files are opened; it holds no state between
 * requests, may die at any moment, and is believed only as far as these schemas go.
 */

/** First item of a reading: what the file is. */
export const parsedHead = z.object({
  kind: z.literal('head'),
  /** Short type name: `pdf`, `docx`, `xlsx`, `csv`, `markdown`, `text`, `html`, `epub`, `code`… */
  type: z.string(),
  /** The document's own title, when it has a usable one. */
  title: z.string().nullable(),
  /** Null when it is not known before the end. */
  pages: z.number().int().nonnegative().nullable(),
  /** True when page numbers mean something to people: PDF pages, slides, sheets. */
  paginated: z.boolean(),
});

/**
 * One part of a document's text, in reading order. A page is one part (paginated formats) or several (a long text file is one
 * page in parts of at most about 64 KiB, cut at block boundaries). The document's text is all parts in order, a form feed
 * between two pages, nothing between two parts of the same page.
 */
export const parsedPart = z.object({
  kind: z.literal('part'),
  page: z.number().int().positive(),
  pageKind,
  /** Page size in PDF points, null for formats without pages. */
  width: z.number().nullable(),
  height: z.number().nullable(),
  text: z.string(),
  /** Blocks in order, not overlapping, offsets in this part's `text` (UTF-16 units). Text between blocks is only white space. */
  blocks: z.array(
    z.object({
      kind: blockKind,
      level: z.number().int().min(1).max(6).nullable(),
      start: z.number().int().nonnegative(),
      end: z.number().int().nonnegative(),
      /** For tables: the header row's text, repeated by the chunker in front of every chunk of the table. */
      header: z.string().nullable().optional(),
    }),
  ),
  /**
   * Where words stand on the page, for PDF: groups of six numbers, start, end (offsets in `text`), x, y, width, height in
   * PDF points with the origin at the top left and the page's rotation applied. Null for formats without geometry.
   */
  words: z.instanceof(Float32Array).nullable(),
});

/** Progress between parts, when parts are far apart. */
export const parsedProgress = z.object({
  kind: z.literal('progress'),
  done: z.number(),
  total: z.number().nullable(),
  unit: z.enum(['bytes', 'pages']),
});

/** Last item: what was left out or doubtful. */
export const parsedTail = z.object({ kind: z.literal('tail'), notes: z.array(reportNote) });

export const parsedItem = z.discriminatedUnion('kind', [parsedHead, parsedPart, parsedProgress, parsedTail]);
export type ParsedItem = z.infer<typeof parsedItem>;
export type ParsedHead = z.infer<typeof parsedHead>;
export type ParsedPart = z.infer<typeof parsedPart>;
export type ParsedBlock = ParsedPart['blocks'][number];

export const parseRequest = z.object({
  path: z.string(),
  /** The name the person knows the file by; only a hint for telling text formats apart (`.md`, `.csv`, `.py`). */
  fileName: z.string(),
  password: z.string().nullable(),
});
export type ParseRequest = z.infer<typeof parseRequest>;

export const parserInterface = {
  calls: {
    /** Checks that the process is alive and its parsers can be loaded. */
    ping: { input: z.object({}), output: z.object({ ok: z.literal(true) }) },
  },
  streams: {
    /**
     * Reads one file: `head`, then parts in order, then `tail`. Fails with `unreadable` (damaged, not what it claims to be,
     * a kind that cannot be read: the sentence names the kind), `needs-password`, `too-large`, `bad-input` (empty file, folder, archive).
     */
    parse: { input: parseRequest, item: parsedItem },
  },
} as const;

/** A parser of one format: an async generator of what it finds, in reading order. */
export type Parser = (
  request: ParseRequest,
  context: { signal: AbortSignal; type: string },
) => AsyncIterable<ParsedItem>;
