import { milestones } from '../flow/milestones.ts';
import { FlowSink } from '../flow/sink.ts';
import { usableTitle } from '../flow/title.ts';
import { FlowWriter } from '../flow/writer.ts';
import type { ParsedItem, Parser } from '../interface.ts';
import { openRegularFile } from '../open.ts';
import { decodeFile } from '../text/decode.ts';
import { htmlEncoding } from './html-encoding.ts';
import { HtmlReader } from './html-reader.ts';
import { MainContent } from './main-content.ts';
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
    // Without a title the first heading would become it, which may be the site's name.
    if (!isJudged) {
      suggestTitle(flow, reader, null);
      yield* flow.take();
    }
    if (isDue(bytesRead)) yield { kind: 'progress', done: bytesRead, total: file.bytes, unit: 'bytes' };
  }
  reader.end();
  if (isJudged) {
    const content = new MainContent(reader.regions);
    suggestTitle(flow, reader, recording.firstHeading(content));
    for (const _ of recording.replay(sink, content)) yield* flow.take();
    if (content.hasDropped)
      flow.note(
        'info',
        'What surrounds the contents of the page (navigation, banners, footers) was left out.',
      );
  }
  sink.end();
  if (reader.pictures > 0)
    flow.note(
      'info',
      `${reader.pictures === 1 ? 'One picture was' : `${reader.pictures.toLocaleString('en')} pictures were`} left out: Bittern reads text.`,
    );
  yield* flow.finish();
};

/** A page's title without the name of the site, where the page's first heading shows what is what. */
function suggestTitle(flow: FlowWriter, reader: HtmlReader, heading: string | null): void {
  const title = usableTitle(reader.title) ?? usableTitle(reader.meta.get('og:title') ?? '');
  if (!title) return;
  const line = heading?.replace(/\s+/g, ' ').trim();
  flow.suggestTitle(line && line.length > 2 && title.includes(line) ? line : title);
}
