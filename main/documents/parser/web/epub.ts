import { BitternError } from '../../../../preload/contract/errors.ts';
import { FlowSink } from '../flow/sink.ts';
import { FlowWriter } from '../flow/writer.ts';
import type { ParsedItem, Parser } from '../interface.ts';
import { decoderFor } from '../text/decode.ts';
import { xmlEncoding } from '../xml/encoding.ts';
import { Archive } from '../zip/archive.ts';
import { readBook, refuseProtected } from './book.ts';
import { HtmlReader } from './html-reader.ts';

/**
 * EPUB books (2 and 3): the chapters in the order of reading, each beginning a page of its own. The table of contents that
 * reading programs show beside the text is not repeated.
 */
export const parseEpub: Parser = async function* parseEpub(request, { signal }): AsyncGenerator<ParsedItem> {
  await using archive = await Archive.open(request.path, signal);
  const book = await readBook(archive, signal);
  await refuseProtected(archive, book.chapters, signal);
  const flow = new FlowWriter({ type: 'epub', paginated: false, title: book.title });
  for (const chapter of book.chapters) archive.expect(chapter);
  let pictures = 0;
  let missing = 0;
  let done = 0;
  for (const chapter of book.chapters) {
    if (!archive.has(chapter)) {
      missing += 1;
      continue;
    }
    const sink = new FlowSink(flow);
    const reader = new HtmlReader(sink, { hasRegions: false, isXhtml: true });
    let decoder: ReturnType<typeof decoderFor> | null = null;
    try {
      for await (const piece of archive.read(chapter)) {
        let from = 0;
        if (!decoder) {
          const encoding = xmlEncoding(piece);
          decoder = decoderFor(encoding);
          from = encoding.markBytes;
        }
        reader.write(decoder.decode(piece.subarray(from)));
        yield* flow.take();
      }
    } catch (thrown) {
      if (!archive.isPartDamaged(chapter)) throw thrown;
      missing += 1;
      continue;
    }
    reader.write(decoder?.end() ?? '');
    reader.end();
    sink.end();
    flow.nextPage();
    pictures += reader.pictures;
    done += 1;
    yield* flow.take();
    yield { kind: 'progress', done, total: book.chapters.length, unit: 'pages' };
  }
  if (done === 0)
    throw new BitternError(
      'unreadable',
      'This book has no chapters that can be read: the file is damaged. Get a fresh copy of it.',
    );
  if (missing > 0)
    flow.note(
      'warning',
      `${missing === 1 ? 'One chapter is' : `${missing} chapters are`} missing from the file.`,
    );
  if (pictures > 0)
    flow.note(
      'info',
      `${pictures === 1 ? 'One picture was' : `${pictures.toLocaleString('en')} pictures were`} left out: Bittern reads text.`,
    );
  if (archive.isDamaged) flow.noteDamaged();
  yield* flow.finish();
};
