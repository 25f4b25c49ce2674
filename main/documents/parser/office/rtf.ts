import { milestones } from '../flow/milestones.ts';
import { FlowSink } from '../flow/sink.ts';
import { usableTitle } from '../flow/title.ts';
import { FlowWriter } from '../flow/writer.ts';
import type { ParsedItem, Parser } from '../interface.ts';
import { openRegularFile, readBytes } from '../open.ts';
import { noteWhatIsLeftOut } from './docx.ts';
import { RtfReader } from './richtext/reader.ts';
import { RtfTokenizer } from './richtext/tokenizer.ts';

const pieceBytes = 1 << 18;

/**
 * Rich Text Format (specification 1.9.1): text in the encodings of its fonts, tables, lists, notes, headers. Pictures,
 * embedded objects and what is marked as ignorable are passed over, hidden and deleted text is left out.
 */
export const parseRtf: Parser = async function* parseRtf(request, { signal }): AsyncGenerator<ParsedItem> {
  const file = await openRegularFile(request.path);
  await using _ = file.handle;
  const flow = new FlowWriter({ type: 'rtf', paginated: false, pages: 1 });
  const sink = new FlowSink(flow);
  const reader = new RtfReader(sink, (text) => {
    const title = usableTitle(text);
    if (title) flow.suggestTitle(title);
  });
  const tokenizer = new RtfTokenizer(reader);
  const isDue = milestones(4 << 20);
  for (let position = 0; position < file.bytes; ) {
    signal.throwIfAborted();
    const bytes = await readBytes(file, position, pieceBytes);
    if (bytes.length === 0) break;
    position += bytes.length;
    tokenizer.write(bytes);
    yield* flow.take();
    if (isDue(position)) yield { kind: 'progress', done: position, total: file.bytes, unit: 'bytes' };
  }
  const isComplete = reader.end();
  sink.end();
  for (const text of reader.margins.header) flow.margin('header', text);
  for (const text of reader.margins.footer) flow.margin('footer', text);
  if (!isComplete) flow.noteCut();
  noteWhatIsLeftOut(flow, reader.counts);
  yield* flow.finish();
};
