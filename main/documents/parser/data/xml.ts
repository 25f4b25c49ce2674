import { milestones } from '../flow/milestones.ts';
import { FlowWriter } from '../flow/writer.ts';
import type { ParsedItem, Parser } from '../interface.ts';
import { readFlatOpenDocument } from '../office/opendocument.ts';
import { openRegularFile, readBytes } from '../open.ts';
import { readXml } from '../xml/reader.ts';
import { XmlOutline } from './xml-outline.ts';

const pieceBytes = 1 << 18;

/**
 * XML of any kind: running text as paragraphs, data as lines with the names of its elements and attributes. Nothing that
 * the file defines or refers to is expanded or fetched.
 */
export const parseXmlFile: Parser = async function* parseXmlFile(
  request,
  { signal },
): AsyncGenerator<ParsedItem> {
  const file = await openRegularFile(request.path);
  await using _ = file.handle;
  async function* bytes(): AsyncGenerator<Uint8Array> {
    for (let position = 0; position < file.bytes; ) {
      const piece = await readBytes(file, position, pieceBytes);
      if (piece.length === 0) return;
      position += piece.length;
      yield piece;
    }
  }
  const flat = flatOpenDocument(await readBytes(file, 0, 4096));
  if (flat) {
    yield* readFlatOpenDocument({ content: bytes(), bytes: file.bytes }, flat, signal);
    return;
  }
  const flow = new FlowWriter({ type: 'xml', paginated: false, pages: 1 });
  const outline = new XmlOutline(flow);
  const isDue = milestones(4 << 20);
  const options = { signal, definitions: 'ignore', onCut: () => flow.noteCut() } as const;
  for await (const done of readXml(bytes(), outline, options)) {
    yield* flow.take();
    if (isDue(done)) yield { kind: 'progress', done, total: file.bytes, unit: 'bytes' };
  }
  flow.endList();
  yield* flow.finish();
};

/** The kind of an OpenDocument file that is one XML file, from its beginning; null for other XML. */
function flatOpenDocument(head: Uint8Array): string | null {
  const kind =
    /<office:document\s[^>]*office:mimetype="application\/vnd\.oasis\.opendocument\.(text|spreadsheet|presentation)/.exec(
      Buffer.from(head).toString('latin1'),
    )?.[1];
  if (!kind) return null;
  return kind === 'text' ? 'odt' : kind === 'spreadsheet' ? 'ods' : 'odp';
}
