import { milestones } from '../flow/milestones.ts';
import { splitLong } from '../flow/split.ts';
import { FlowWriter } from '../flow/writer.ts';
import type { ParsedItem, Parser } from '../interface.ts';
import { type OpenedFile, openRegularFile } from '../open.ts';
import { decodeFile, readWholeText } from '../text/decode.ts';
import { type Encoding, encodingOfFile } from '../text/encoding.ts';
import { JsonLexer, JsonMistake } from './json-lexer.ts';
import { JsonOutline } from './json-outline.ts';
import { readNotebook } from './notebook.ts';

const notebookBytes = 64 << 20;

/**
 * JSON and JSONL: each value in a line with its path. Digits stay as they are written, a key that is there twice is shown
 * twice. Jupyter notebooks are read as what they show. What is not valid JSON is read as the text it is, with a remark where it goes wrong.
 */
export const parseJson: Parser = async function* parseJson(request, { signal }): AsyncGenerator<ParsedItem> {
  const file = await openRegularFile(request.path);
  await using _ = file.handle;
  if (/\.ipynb$/i.test(request.fileName)) {
    const { text } = await readWholeText(request.path, { maximumBytes: notebookBytes, signal });
    yield* readNotebook(text);
    return;
  }
  const encoding = await encodingOfFile(file);
  const mistake = await findMistake(file, encoding, signal);
  const flow = new FlowWriter({ type: 'json', paginated: false, pages: 1 });
  const isDue = milestones(4 << 20);
  const { lexer, outline } = reading(flow);
  for await (const { text, bytesRead } of decodeFile(file, encoding, signal)) {
    if (mistake) for (const piece of splitLong(text, 8000)) flow.code(piece.text);
    else lexer.write(text);
    yield* flow.take();
    if (isDue(bytesRead)) yield { kind: 'progress', done: bytesRead, total: file.bytes, unit: 'bytes' };
  }
  if (mistake)
    flow.note(
      'warning',
      `This is not valid JSON: line ${mistake.line}, column ${mistake.column}: ${mistake.message}. It was read as plain text.`,
    );
  else {
    lexer.write('', true);
    outline.end();
  }
  yield* flow.finish();
};

/** Where a file is not JSON, or null. A first reading, so that a file is not half one thing and half another. */
async function findMistake(
  file: OpenedFile,
  encoding: Encoding,
  signal: AbortSignal,
): Promise<JsonMistake | null> {
  const { lexer, outline } = reading(null);
  try {
    for await (const { text } of decodeFile(file, encoding, signal)) lexer.write(text);
    lexer.write('', true);
    outline.end();
    return null;
  } catch (thrown) {
    if (thrown instanceof JsonMistake) return thrown;
    throw thrown;
  }
}

function reading(flow: FlowWriter | null): { lexer: JsonLexer; outline: JsonOutline } {
  let outline: JsonOutline | undefined;
  const lexer = new JsonLexer((self) => {
    outline = new JsonOutline(flow, self);
    return outline;
  });
  return { lexer, outline: outline! };
}
