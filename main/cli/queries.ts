import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { BitternError } from '../../preload/contract/index.ts';

const queryLine = z.object({
  id: z.union([z.string(), z.number()]),
  query: z.string(),
  documents: z.array(z.string()).nullish(),
});
/** One question of a file of questions. */
export type QueryLine = z.infer<typeof queryLine>;

/** The questions of a JSONL file, in order; `-` reads stdin. Empty lines are passed over. Throws `bad-input` with the line's number. */
export async function* readQueries(file: string): AsyncGenerator<QueryLine, void, undefined> {
  const input: NodeJS.ReadableStream = file === '-' ? process.stdin : createReadStream(file);
  let number = 0;
  try {
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      number += 1;
      const text = line.replace(/^\uFEFF/, '').trim();
      if (text !== '') yield parseLine(text, file, number);
    }
  } catch (thrown) {
    if (thrown instanceof BitternError) throw thrown;
    throw new BitternError('bad-input', `The file ${file} cannot be read.`, { cause: thrown });
  }
}

function parseLine(text: string, file: string, number: number): QueryLine {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new BitternError('bad-input', `Line ${number} of ${file} is not JSON.`);
  }
  const checked = queryLine.safeParse(value);
  if (checked.success) return checked.data;
  throw new BitternError(
    'bad-input',
    `Line ${number} of ${file} is not {"id": …, "query": "…", "documents": […]}.`,
  );
}
