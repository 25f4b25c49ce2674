import type { ParsedItem, ParsedPart, ParseRequest } from '../interface.ts';
import { openRegularFile } from '../open.ts';
import { type NewBlock, PartBuilder } from '../parts.ts';
import { decodeFile } from './decode.ts';
import { type Encoding, encodingOfFile } from './encoding.ts';
import { LineCutter } from './lines.ts';
import type { BlockScanner } from './scanner.ts';

/** Encodings as people know them, for the report. */
function encodingLabel(encoding: Encoding): string {
  return encoding.name === 'mixed' ? 'UTF-8 mixed with Windows-1252' : encoding.name.toUpperCase();
}

/** Lines of the report on how the bytes were read. */
function notesOn(
  encoding: Encoding,
  undecodable: number,
  isBlank: boolean,
): Extract<ParsedItem, { kind: 'tail' }>['notes'] {
  const notes: Extract<ParsedItem, { kind: 'tail' }>['notes'] = [];
  if (isBlank) notes.push({ level: 'warning', text: 'There is no text in this document.' });
  if (encoding.guessed || encoding.name === 'mixed')
    notes.push({
      level: 'info',
      text: `The file does not say how its characters are encoded; it was read as ${encodingLabel(encoding)}.`,
    });
  if (undecodable > 0)
    notes.push({
      level: 'warning',
      text: `${undecodable.toLocaleString('en')} characters could not be decoded and are shown as \uFFFD.`,
    });
  return notes;
}

function countUndecodable(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\uFFFD'); at >= 0; at = text.indexOf('\uFFFD', at + 1)) count += 1;
  return count;
}

/**
 * Reads a text file of any size piece by piece: decoded, cleaned, cut into blocks by `scanner`, handed on in parts.
 * `titleOf` may find the document's title among the blocks of its beginning.
 */
export async function* parseTextDocument(
  request: ParseRequest,
  context: { signal: AbortSignal; type: string },
  scanner: BlockScanner,
  titleOf: (firstBlocks: readonly NewBlock[]) => string | null = () => null,
): AsyncGenerator<ParsedItem> {
  const file = await openRegularFile(request.path);
  await using _ = file.handle;
  const encoding = await encodingOfFile(file);
  const cutter = new LineCutter();
  const builder = new PartBuilder();
  let undecodable = 0;
  let hasHead = false;

  const head = (blocks: readonly NewBlock[]): ParsedItem => {
    hasHead = true;
    return { kind: 'head', type: context.type, title: titleOf(blocks), pages: 1, paginated: false };
  };
  const parts = function* (blocks: readonly NewBlock[]): Generator<ParsedPart> {
    for (const block of blocks) {
      builder.add(block);
      const part = builder.take();
      if (part) yield part;
    }
  };

  for await (const piece of decodeFile(file, encoding, context.signal)) {
    undecodable += countUndecodable(piece.text);
    for (const line of cutter.push(piece.text)) scanner.line(line);
    const blocks = scanner.take();
    if (!hasHead && blocks.length > 0) yield head(blocks);
    yield* parts(blocks);
    if (hasHead) yield { kind: 'progress', done: piece.bytesRead, total: file.bytes, unit: 'bytes' };
  }
  for (const line of cutter.end()) scanner.line(line);
  scanner.end();
  const blocks = scanner.take();
  const isBlank = !hasHead && blocks.length === 0;
  if (!hasHead) yield head(blocks);
  yield* parts(blocks);
  const last = builder.finish();
  if (last) yield last;
  yield { kind: 'tail', notes: notesOn(encoding, undecodable, isBlank) };
}
