import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { App } from '../../app.ts';
import type { ImportedFile } from '../../documents/index.ts';
import { call } from '../call.ts';
import { type Context, optionsOf, withApp } from '../context.ts';
import { ExitCode } from '../exit-code.ts';
import type { Output } from '../output.ts';

/** One line of `bittern import --json`. */
interface ImportLine {
  file: string;
  status: 'ready' | 'failed' | 'needs-password';
  documentId: string | null;
  pages: number;
  words: number;
  chunks: number;
  ms: number;
  error: string | null;
}

export function addImport(program: Command, context: Context): void {
  program
    .command('import')
    .description('read files and folders into the library, a line a file')
    .argument('<file...>', 'files, or folders to read whole')
    .option('--password <password>', 'opens the files that are encrypted')
    .action(async (files: string[], _options, command: Command) => {
      const options = optionsOf<{ password?: string }>(command);
      return await withApp(context, options, (app) => importFiles(app, files, options, context));
    });
}

async function importFiles(
  app: App,
  files: readonly string[],
  options: { password?: string; json?: boolean },
  { output, signal }: Context,
): Promise<void> {
  const stopListening = showProgress(app, output);
  let failures = 0;
  try {
    // What an earlier run left when it was interrupted is finished by this one, too.
    await app.documents.resume();
    const sources = files.map((file) => ({ kind: 'path' as const, path: resolve(file) }));
    for await (const imported of app.documents.importAll(sources, { signal })) {
      const line = await toLine(app, imported, options.password, signal);
      if (line.status !== 'ready') failures += 1;
      if (options.json) await output.json(line);
      else await output.line(describe(line));
    }
    if (!signal.aborted) await Promise.race([app.documents.idle(), abortOf(signal)]);
  } finally {
    stopListening();
    output.clearStatus();
  }
  if (failures > 0) throw new ExitCode(2);
}

/** What became of a file; an encrypted one is opened first when there is a password. */
async function toLine(
  app: App,
  { file, document, error, ms }: ImportedFile,
  password: string | undefined,
  signal: AbortSignal,
): Promise<ImportLine> {
  let settled = document;
  let took = ms;
  if (document?.status === 'needs-password' && password !== undefined) {
    const started = performance.now();
    await call(app, 'document.unlock', { id: document.id, password }, signal);
    settled = await app.documents.settled(document.id, signal);
    took += performance.now() - started;
  }
  const status =
    settled?.status === 'ready' || settled?.status === 'needs-password' ? settled.status : 'failed';
  return {
    file,
    status,
    documentId: settled?.id ?? null,
    pages: settled?.pages ?? 0,
    words: settled?.words ?? 0,
    chunks: settled?.chunks ?? 0,
    ms: Math.round(took),
    error: status === 'ready' ? null : (settled?.error ?? error?.message ?? 'It could not be read.'),
  };
}

function describe(line: ImportLine): string {
  if (line.status !== 'ready') return `${line.file}: ${line.error}`;
  const count = (value: number, name: string): string =>
    `${value.toLocaleString('en')} ${name}${value === 1 ? '' : 's'}`;
  const sizes = [count(line.pages, 'page'), count(line.words, 'word'), count(line.chunks, 'chunk')];
  return `${line.file}: ${sizes.join(', ')}, ${line.ms} ms, ${line.documentId}`;
}

/** Resolves when the signal aborts. */
function abortOf(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

function showProgress(app: App, output: Output): () => void {
  return app.events.listen((name, payload) => {
    if (name !== 'document.changed') return;
    const { status, fileName, progress } = payload as { status: string; fileName: string; progress: never };
    if (status === 'reading') output.status(fileName, progress);
  });
}
