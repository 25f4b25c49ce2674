import { milestones } from '../flow/milestones.ts';
import { FlowSink } from '../flow/sink.ts';
import { FlowWriter } from '../flow/writer.ts';
import type { ParsedItem, Parser } from '../interface.ts';
import { openRegularFile } from '../open.ts';
import { decodeFile } from '../text/decode.ts';
import { htmlEncoding } from './html-encoding.ts';
import { HtmlReader } from './html-reader.ts';
import { suggestTitle, writeContents } from './page.ts';
import { Recording } from './recording.ts';

/** A page is held in memory while its contents are told from its surroundings; larger ones are read straight through. */
const judgedBytes = 32 << 20;

/**
 * Web pages: what a reader sees of the page's contents. Navigation, banners and other surroundings are left out, scripts
 * never run, nothing is fetched.
 */
export const parseHtml: Parser = async function* parseHtml(request, { signal }): AsyncGenerator<ParsedItem> {
  const file = await openRegularFile(request.path);
  await using _ = file.handle;
  const encoding = await htmlEncoding(file);
  const isJudged = file.bytes <= judgedBytes;
  const flow = new FlowWriter({ type: 'html', paginated: false, pages: 1 });
  const sink = new FlowSink(flow);
  const recording = new Recording();
  const reader = new HtmlReader(isJudged ? recording : sink, { hasRegions: isJudged, isXhtml: false });
  recording.region = () => reader.region;

  const isDue = milestones(4 << 20);
  for await (const { text, bytesRead } of decodeFile(file, encoding, signal)) {
    reader.write(text);
    if (!isJudged) {
      suggestTitle(flow, reader, null);
      yield* flow.take();
    }
    if (isDue(bytesRead)) yield { kind: 'progress', done: bytesRead, total: file.bytes, unit: 'bytes' };
  }
  reader.end();
  if (isJudged) for (const _ of writeContents(reader, recording, flow)) yield* flow.take();
  else sink.end();
  if (reader.pictures > 0)
    flow.note(
      'info',
      `${reader.pictures === 1 ? 'One picture was' : `${reader.pictures.toLocaleString('en')} pictures were`} left out: Bittern reads text.`,
    );
  if (reader.frames > 0)
    flow.note(
      'warning',
      'This page only frames other pages, whose text is in files of their own. Add those as well.',
    );
  yield* flow.finish();
};
