import { milestones } from '../flow/milestones.ts';
import { TableWriter } from '../flow/table.ts';
import { FlowWriter } from '../flow/writer.ts';
import type { ParsedItem, Parser } from '../interface.ts';
import { openRegularFile } from '../open.ts';
import { decodeFile } from '../text/decode.ts';
import { encodingOfFile } from '../text/encoding.ts';
import { guessDialect } from './csv-dialect.ts';
import { CsvReader } from './csv-reader.ts';

/**
 * Tables as text: fields separated by commas, semicolons, tabs or bars, in any encoding. Rows are read as they come; the
 * header goes with every stretch of the table. Formulas are text like any other.
 */
export const parseCsv: Parser = async function* parseCsv(request, { signal }): AsyncGenerator<ParsedItem> {
  const file = await openRegularFile(request.path);
  await using _ = file.handle;
  const encoding = await encodingOfFile(file);
  const flow = new FlowWriter({ type: 'csv', paginated: false, pages: 1 });
  const table = new TableWriter(flow);
  const isDue = milestones(4 << 20);
  let reader: CsvReader | null = null;
  let delimiter = ',';
  const add = (row: readonly string[]): void => {
    // Titles and remarks above the table have nothing beside them, though some programs write the delimiters all the same.
    if (table.rows === 0 && row.every((cell, column) => column === 0 || cell.trim() === ''))
      flow.paragraph(row[0]!);
    else table.row(row);
  };

  for await (const { text, bytesRead } of decodeFile(file, encoding, signal)) {
    let piece = text;
    if (!reader) {
      const dialect = guessDialect(text, request.fileName);
      delimiter = dialect.delimiter;
      reader = new CsvReader(delimiter, dialect.lineEnd);
      piece = text.replace(/^sep=.\r?\n/i, '');
    }
    for (const row of reader.write(piece)) add(row);
    yield* flow.take();
    if (isDue(bytesRead)) yield { kind: 'progress', done: bytesRead, total: file.bytes, unit: 'bytes' };
  }
  for (const row of reader?.end() ?? []) add(row);
  table.end();
  if (reader && reader.strayQuotes > 0)
    flow.note(
      'warning',
      `${reader.strayQuotes === 1 ? 'One row has' : `${reader.strayQuotes} rows have`} a quotation mark that never ends; it was read as part of the text.`,
    );
  if (encoding.guessed)
    flow.note('info', `The file does not say how it is encoded; it was read as ${encoding.name}.`);
  yield* flow.finish();
};
