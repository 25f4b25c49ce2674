import { FlowSink } from '../flow/sink.ts';
import { usableTitle } from '../flow/title.ts';
import type { FlowWriter } from '../flow/writer.ts';
import type { HtmlReader } from './html-reader.ts';
import { MainContent } from './main-content.ts';
import type { Recording } from './recording.ts';

/** Writes what a page is about, when it has been read to its end; yields now and then, so that it can be handed on. */
export function* writeContents(reader: HtmlReader, recording: Recording, flow: FlowWriter): Generator<void> {
  const content = new MainContent(reader.regions);
  suggestTitle(flow, reader, recording.firstHeading(content));
  const sink = new FlowSink(flow);
  yield* recording.replay(sink, content);
  sink.end();
  if (content.hasDropped)
    flow.note('info', 'What surrounds the contents of the page (navigation, banners, footers) was left out.');
}

/** Suggests a page's title, without the name of the site where the page's first heading shows what is what. */
export function suggestTitle(flow: FlowWriter, reader: HtmlReader, heading: string | null): void {
  const title = usableTitle(reader.title) ?? usableTitle(reader.meta.get('og:title') ?? '');
  if (!title) return;
  const line = heading?.replace(/\s+/g, ' ').trim();
  flow.suggestTitle(line && line.length > 2 && title.includes(line) ? line : title);
}
