import { BitternError, type ReportNote } from '../../../preload/contract/index.ts';
import type { IndexerClient, IndexingJob } from '../indexing/client.ts';
import type { ParsedItem, ParseRequest } from '../parser/interface.ts';
import type { ReadingAmount } from './progress.ts';

/** Where parsed documents come from: the pool of parser processes, or a double of it in tests. */
export interface ParserSource {
  /** Throws a `BitternError` with the sentence for the person. Aborting ends it with `cancelled`. */
  parse(request: ParseRequest, options: { signal: AbortSignal }): AsyncIterable<ParsedItem>;
  close(): Promise<void>;
}

/**
 * Reads one document: what the parser finds goes to the indexer, no faster than it is written. Throws what the parser or
 * the indexer throws; then nothing of the reading is ever seen.
 */
export async function readDocument(
  documentId: string,
  request: ParseRequest,
  options: {
    parser: ParserSource;
    indexer: IndexerClient;
    signal: AbortSignal;
    onAmount(amount: ReadingAmount): void;
  },
): Promise<void> {
  const { parser, indexer, signal, onAmount } = options;
  const startedAt = performance.now();
  let job: IndexingJob | null = null;
  let pages: number | null = null;
  let notes: ReportNote[] = [];
  try {
    for await (const item of parser.parse(request, { signal })) {
      if (item.kind === 'head') {
        job = indexer.begin(documentId, item);
        pages = item.paginated ? item.pages : null;
      } else if (item.kind === 'part') {
        if (pages !== null) onAmount({ done: item.page, total: pages, unit: 'pages' });
        await job?.part(item);
      } else if (item.kind === 'tail') notes = item.notes;
      else if (pages === null || item.unit === 'pages')
        onAmount({ done: item.done, total: item.total, unit: item.unit });
      signal.throwIfAborted();
    }
    if (!job) throw new BitternError('unreadable', 'Nothing could be read in this document.');
    await job.finish(notes, Math.round(performance.now() - startedAt));
  } catch (thrown) {
    job?.abandon();
    throw thrown;
  }
}
