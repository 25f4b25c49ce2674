import { z } from 'zod';
import { BitternError } from '../../../../preload/contract/errors.ts';
import { FlowWriter } from '../flow/writer.ts';
import type { ParsedItem } from '../interface.ts';

const text = z.union([z.string(), z.array(z.string()).transform((lines) => lines.join(''))]).catch('');

const output = z.object({
  output_type: z.string().catch(''),
  text,
  data: z.record(z.string(), z.unknown()).catch({}),
  ename: z.string().catch(''),
  evalue: z.string().catch(''),
});

const notebook = z.object({
  cells: z.array(z.object({ cell_type: z.string(), source: text, outputs: z.array(output).catch([]) })),
});

/** Outputs are tables and logs; beyond this length they are not read by people either. */
const outputCharacters = 5000;

/** A Jupyter notebook (nbformat 4): its prose, its code, and what the code printed. Throws `unreadable` when it is none. */
export function* readNotebook(json: string): Generator<ParsedItem> {
  const found = notebook.safeParse(parse(json));
  if (!found.success)
    throw new BitternError(
      'unreadable',
      'This notebook is not what Jupyter writes: its cells cannot be found. Open it in Jupyter and save it anew.',
    );
  const flow = new FlowWriter({ type: 'notebook', paginated: false, pages: 1 });
  let graphics = 0;
  let cuts = 0;
  for (const cell of found.data.cells) {
    if (cell.cell_type === 'markdown') writeMarkdown(cell.source, flow);
    else flow.code(cell.source);
    for (const each of cell.outputs) {
      const shown = textOf(each);
      if (shown.length > outputCharacters) cuts += 1;
      flow.code(shown.slice(0, outputCharacters));
      if (Object.keys(each.data).some((type) => type.startsWith('image/'))) graphics += 1;
    }
    yield* flow.take();
  }
  if (cuts > 0)
    flow.note(
      'warning',
      `${cuts === 1 ? 'One very long output was' : `${cuts} very long outputs were`} read only to its first ${outputCharacters.toLocaleString('en')} characters.`,
    );
  if (graphics > 0)
    flow.note(
      'info',
      `${graphics === 1 ? 'One graphic was' : `${graphics} graphics were`} left out: Bittern reads text.`,
    );
  yield* flow.finish();
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

/** What an output of a cell says: what was printed, a result as plain text, or an error. */
function textOf(found: z.infer<typeof output>): string {
  if (found.output_type === 'error') return `${found.ename}: ${found.evalue}`;
  return found.text || text.parse(found.data['text/plain'] ?? '');
}

/** Headings, code between fences, and paragraphs; the rest of Markdown reads well as it stands. */
function writeMarkdown(source: string, flow: FlowWriter): void {
  let paragraph: string[] = [];
  let code: string[] | null = null;
  const flush = (): void => {
    flow.paragraph(paragraph.join('\n'));
    paragraph = [];
  };
  for (const line of source.split('\n')) {
    const heading = code ? null : /^(#{1,6})\s+(.*?)\s*#*$/.exec(line);
    if (/^\s*(```|~~~)/.test(line)) {
      flush();
      if (code) flow.code(code.join('\n'));
      code = code ? null : [];
    } else if (code) code.push(line);
    else if (heading) {
      flush();
      flow.heading(heading[1]!.length, heading[2]!);
    } else if (line.trim() === '') flush();
    else paragraph.push(line);
  }
  flush();
  if (code) flow.code(code.join('\n'));
}
