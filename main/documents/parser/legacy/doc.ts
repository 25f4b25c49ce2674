import type { ParsedItem, Parser } from '../interface.ts';
import { openRegularFile } from '../open.ts';
import { type NewBlock, PartBuilder } from '../parts.ts';
import { cleanText } from '../text/clean.ts';
import { readWordFile, type WordDocument, type WordParagraph } from './word-file.ts';

/** Reads Word 97–2003 documents: paragraphs, headings, tables and notes, without their layout. */
export const parseDoc: Parser = async function* (request, { signal, type }): AsyncGenerator<ParsedItem> {
  const file = await openRegularFile(request.path);
  await using _ = file.handle;
  const document = await readWordFile(file);
  const blocks = [...blocksOf(document)];
  const title = blocks.find((block) => block.kind === 'heading')?.text ?? null;
  yield { kind: 'head', type, title: title?.slice(0, 300) ?? null, pages: 1, paginated: false };
  const builder = new PartBuilder();
  for (const block of blocks) {
    signal.throwIfAborted();
    builder.add(block);
    const part = builder.take();
    if (part) yield part;
  }
  const last = builder.finish();
  if (last) yield last;
  yield { kind: 'tail', notes: [] };
};

function* blocksOf(document: WordDocument): Generator<NewBlock> {
  const headers = [...new Set(document.headers.map(({ text }) => cleanText(text).trim()))].filter(Boolean);
  if (headers.length > 0) yield { kind: 'header', text: headers.join('\n') };
  yield* storyBlocks(document.main);
  for (const story of [document.footnotes, document.endnotes, document.textBoxes, document.comments])
    yield* storyBlocks(story);
}

/** The blocks of one story: cells are gathered into rows, rows into tables, items into lists. */
function* storyBlocks(paragraphs: readonly WordParagraph[]): Generator<NewBlock> {
  let cells: string[] = [];
  let cell: string[] = [];
  let rows: string[] = [];
  let items: string[] = [];
  const table = function* (): Generator<NewBlock> {
    if (cells.length > 0) rows.push(cells.join(' | '));
    if (rows.length > 0) yield { kind: 'table', text: rows.join('\n'), header: rows[0]! };
    rows = [];
    cells = [];
  };
  const list = function* (): Generator<NewBlock> {
    if (items.length > 0) yield { kind: 'list', text: items.join('\n') };
    items = [];
  };
  for (const [index, { text, style, end }] of paragraphs.entries()) {
    const clean = cleanText(text).trim();
    if (end === 'cell') {
      yield* list();
      if (style.isRowEnd) {
        rows.push(cells.join(' | '));
        cells = [];
      } else {
        cells.push([...cell, clean].filter(Boolean).join(' '));
        cell = [];
      }
      continue;
    }
    // Paragraphs of a cell before its last one end as others do; the next cell mark tells that they were in a cell.
    if ((cells.length > 0 || cell.length > 0) && endsInCell(paragraphs, index)) {
      cell.push(clean);
      continue;
    }
    yield* table();
    if (clean === '') continue;
    if (style.isListItem && style.headingLevel === null) {
      items.push(clean);
      continue;
    }
    yield* list();
    if (style.headingLevel !== null)
      yield { kind: 'heading', level: style.headingLevel, text: clean.replace(/\n/g, ' ') };
    else yield { kind: 'paragraph', text: clean };
  }
  yield* table();
  yield* list();
}

/** Whether a cell ends within the next few paragraphs. */
function endsInCell(paragraphs: readonly WordParagraph[], index: number): boolean {
  return paragraphs.slice(index + 1, index + 12).some(({ end }) => end === 'cell');
}
