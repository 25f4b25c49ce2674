import type { Command } from 'commander';
import { BitternError, type Passage } from '../../../preload/contract/index.ts';
import type { App } from '../../app.ts';
import { integer } from '../arguments.ts';
import { call } from '../call.ts';
import { type Context, optionsOf, withApp } from '../context.ts';
import { documentFinder } from '../document-finder.ts';
import { readQueries } from '../queries.ts';

interface SearchOptions {
  document?: string[];
  limit?: number;
  budget?: number;
  queries?: string;
  json?: boolean;
}

/** One passage as `bittern search --json` prints it. */
function toLine(passage: Passage): Record<string, unknown> {
  const { documentId, file, page, start, end, text, tokens, score } = passage;
  return { documentId, file, page, start, end, text, tokens, score };
}

export function addSearch(program: Command, context: Context): void {
  program
    .command('search')
    .description('the passages that answer a question best')
    .argument('[query]', 'the question, in words')
    .option('--document <document...>', 'only in these: identifiers, hashes or file names')
    .option('--limit <n>', 'most passages to print', integer(1, 200))
    .option('--budget <tokens>', 'BTLM tokens that all passages together may have', integer(16, 100_000))
    .option(
      '--queries <file>',
      'many questions: a JSON object {id, query, documents?} a line; prints one a line',
    )
    .action(async (query: string | undefined, _options, command: Command) => {
      const options = optionsOf<SearchOptions>(command);
      if ((query === undefined) === (options.queries === undefined))
        throw new BitternError('bad-input', 'Give either a question or --queries with a file of questions.');
      return await withApp(context, options, (app) =>
        query === undefined
          ? searchMany(app, options.queries ?? '', options, context)
          : searchOne(app, query, options, context),
      );
    });
}

async function searchOne(app: App, query: string, options: SearchOptions, context: Context): Promise<void> {
  const { output, signal } = context;
  const find = documentFinder(app, signal);
  const documentIds = options.document && (await find(options.document));
  const { passages, alsoLookedFor } = await search(app, query, documentIds, options, signal);
  if (alsoLookedFor.length > 0) output.say(`Also looked for: ${alsoLookedFor.join(', ')}`);
  if (options.json) for (const passage of passages) await output.json(toLine(passage));
  else if (passages.length === 0)
    output.say('Nothing was found. Try other words, or import a document first.');
  else for (const [index, passage] of passages.entries()) await output.line(describe(index + 1, passage));
}

async function searchMany(app: App, file: string, options: SearchOptions, context: Context): Promise<void> {
  const { output, signal } = context;
  const find = documentFinder(app, signal);
  const all = options.document && (await find(options.document));
  for await (const { id, query, documents } of readQueries(file)) {
    signal.throwIfAborted();
    const documentIds = documents ? await find(documents) : all;
    const { passages, ms } = await search(app, query, documentIds, options, signal);
    await output.json({ id, passages: passages.map(toLine), ms });
  }
}

function search(
  app: App,
  query: string,
  documentIds: string[] | undefined,
  { limit, budget }: SearchOptions,
  signal: AbortSignal,
): Promise<{ passages: Passage[]; alsoLookedFor: string[]; ms: number }> {
  const input = {
    query,
    // Whoever types a command has time for the model to be loaded.
    meaning: 'wait' as const,
    ...(documentIds && { documentIds }),
    ...(limit !== undefined && { limit }),
    ...(budget !== undefined && { budget }),
  };
  return call(app, 'search.passages', input, signal);
}

function describe(number: number, passage: Passage): string {
  const pages =
    passage.page === passage.lastPage ? `page ${passage.page}` : `pages ${passage.page}–${passage.lastPage}`;
  const heading = passage.headings.length > 0 ? `, ${passage.headings.join(' › ')}` : '';
  const text = passage.text.trim().replaceAll(/^/gm, '    ');
  return `[${number}] ${passage.file}, ${pages}${heading} (score ${passage.score.toFixed(3)}, ${passage.tokens} tokens)\n${text}\n`;
}
