import { isWorthReading } from '../flow/running-margin.ts';
import { FlowSink, paragraphBlock } from '../flow/sink.ts';
import { FlowWriter } from '../flow/writer.ts';
import type { ParsedItem, Parser } from '../interface.ts';
import { noteWhatIsLeftOut } from '../office/docx.ts';
import type { Numbering } from '../office/word/numbering.ts';
import { blockInRole } from '../office/word/paragraph.ts';
import { openRegularFile } from '../open.ts';
import { cleanText } from '../text/clean.ts';
import { readWordFile } from './word-file.ts';
import type { WordParagraph } from './word-text.ts';

/**
 * Reads Word 97–2003 documents: paragraphs, headings, tables, notes and comments, without their layout. Tracked changes are
 * read as accepted and hidden text is left out.
 */
export const parseDoc: Parser = async function* (request, { signal, type }): AsyncGenerator<ParsedItem> {
  const file = await openRegularFile(request.path);
  await using _ = file.handle;
  const document = await readWordFile(file);
  const flow = new FlowWriter({ type, paginated: false, pages: 1 });
  writeMargins('header', document.headers, flow);
  const sink = new FlowSink(flow);
  for (const story of document.stories) {
    for (const _ of writeStory(story, document.numbering, sink)) {
      signal.throwIfAborted();
      yield* flow.take();
    }
  }
  sink.end();
  writeMargins('footer', document.footers, flow);
  noteWhatIsLeftOut(flow, { deletions: document.unseen.deleted, hidden: document.unseen.hidden });
  yield* flow.finish();
};

/** Writes headers or footers, each text once, without those that only count pages. */
function writeMargins(kind: 'header' | 'footer', texts: readonly string[], flow: FlowWriter): void {
  for (const text of new Set(texts.map((each) => cleanText(each).trim())))
    if (isWorthReading(text)) flow.margin(kind, text);
}

/** Writes one story: cells are gathered into rows, notes follow their paragraph or table. Pauses after each paragraph and row. */
function* writeStory(
  paragraphs: readonly WordParagraph[],
  numbering: Numbering,
  sink: FlowSink,
): Generator<void> {
  let cells: string[] = [];
  let cell: string[] = [];
  let waiting: string[] = [];
  const endTable = (): void => {
    if (cells.length > 0) sink.row(cells, false);
    cells = [];
    sink.endTable();
    for (const note of waiting) sink.block(paragraphBlock(cleanText(note)));
    waiting = [];
  };
  for (const { text, style, end, notes } of paragraphs) {
    const clean = cleanText(text).trim();
    // An empty paragraph is counted, too. A list that the file does not describe has items all the same.
    const { list } = style;
    const label = list && !style.isRowEnd ? (numbering.next(String(list.number), list.depth) ?? '') : null;
    const block = clean === '' ? null : blockInRole(clean, { ...style, label, depth: list?.depth ?? 0 });
    const inCell = block ? block.marker + block.text : '';
    if (end === 'cell' && style.isRowEnd) {
      sink.row(cells, false);
      cells = [];
      yield;
    } else if (end === 'cell') {
      cells.push([...cell, inCell].filter(Boolean).join(' '));
      cell = [];
    }
    // Paragraphs of a cell before its last one end as others do.
    else if (style.isInTable) cell.push(inCell);
    else {
      endTable();
      if (block) sink.block(block);
      for (const note of notes) sink.block(paragraphBlock(cleanText(note)));
      yield;
      continue;
    }
    waiting.push(...notes);
  }
  endTable();
}
