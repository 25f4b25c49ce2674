import { resolve } from 'node:path';
import type { Command } from 'commander';
import { type AnswerEvent, BitternError, type Message } from '../../../preload/contract/index.ts';
import type { App } from '../../app.ts';
import { decimal, integer } from '../arguments.ts';
import { call } from '../call.ts';
import { type Context, optionsOf, withApp } from '../context.ts';
import { ExitCode } from '../exit-code.ts';

interface AskOptions {
  file?: string[];
  model?: string;
  temperature?: number;
  seed?: number;
  json?: boolean;
}

export function addAsk(program: Command, context: Context): void {
  program
    .command('ask')
    .description('one answer with its sources, written as it comes')
    .argument('<question>', 'in words')
    .option('--file <file...>', 'answer from these; without them, from the whole library')
    .option('--model <gguf>', 'a model file; without it, the default model')
    .option('--temperature <t>', '0 always takes the most probable word', decimal(0, 2))
    .option('--seed <n>', 'the same seed and settings give the same answer', integer(0, 0xffff_ffff))
    .action(async (question: string, _options, command: Command) => {
      const options = optionsOf<AskOptions>(command);
      return await withApp(context, options, (app) => ask(app, question, options, context));
    });
}

async function ask(app: App, question: string, options: AskOptions, context: Context): Promise<void> {
  const { output, signal } = context;
  const { id } = await call(app, 'conversation.create', {}, signal);
  await configure(app, id, options, signal);
  await attach(app, id, options.file ?? [], context);
  const { answerId } = await call(app, 'chat.ask', { conversationId: id, text: question }, signal).catch(
    async (refused: unknown) => {
      // Of a question that was refused nothing stays.
      await call(app, 'conversation.remove', { id }, new AbortController().signal);
      throw refused;
    },
  );
  // The answer goes on without listeners, so Ctrl-C has to stop it; what was written so far stays in the conversation.
  const stop = (): void =>
    void call(app, 'chat.stop', { answerId }, new AbortController().signal).catch(() => {});
  signal.addEventListener('abort', stop, { once: true });
  let answer: Message | null = null;
  for await (const event of app.streams.answer({ answerId, offset: 0 }, { signal })) {
    if (event.type === 'done') answer = event.message;
    await print(event, options, context);
  }
  signal.removeEventListener('abort', stop);
  signal.throwIfAborted();
  if (!answer || answer.status === 'failed' || answer.status === 'interrupted')
    throw new BitternError('process-died', answer?.error ?? 'The answer ended unexpectedly.');
  if (!options.json) await output.write(describeSources(answer));
}

async function configure(app: App, id: string, options: AskOptions, signal: AbortSignal): Promise<void> {
  const sampling = {
    ...(options.temperature !== undefined && { temperature: options.temperature }),
    ...(options.seed !== undefined && { seed: options.seed }),
  };
  const modelId = options.model === undefined ? null : (await app.models.addFile(resolve(options.model))).id;
  await call(app, 'conversation.configure', { id, settings: { sampling, modelId } }, signal);
}

/** Reads the files and attaches them; every one must be readable, for an answer from half of them would mislead. */
async function attach(
  app: App,
  id: string,
  files: readonly string[],
  { output, signal }: Context,
): Promise<void> {
  if (files.length === 0) return;
  const sources = files.map((file) => ({ kind: 'path' as const, path: resolve(file) }));
  for await (const { file, document, error } of app.documents.importAll(sources, {
    conversationId: id,
    signal,
  })) {
    output.status(`Reading ${file}…`);
    if (document?.status === 'ready') continue;
    output.say(`${file}: ${document?.error ?? error?.message ?? 'It could not be read.'}`);
    throw new ExitCode(2);
  }
  output.clearStatus();
}

const phases: Record<Extract<AnswerEvent, { type: 'phase' }>['phase'], string> = {
  retrieving: 'Looking for passages…',
  loading: 'Loading the model…',
  prefill: 'Reading…',
  sweep: 'Going through the whole document…',
  writing: 'Writing…',
  checking: 'Checking against the sources…',
};

async function print(event: AnswerEvent, { json }: AskOptions, { output }: Context): Promise<void> {
  if (json) return await output.json(event);
  if (event.type === 'phase' && event.phase !== 'writing') output.status(phases[event.phase], event.progress);
  if (event.type === 'text') await output.write(event.text);
}

/** The sources under an answer, numbered as in its citations; the passages alone when nothing cites them. */
function describeSources({ text, answer }: Message): string {
  const end = text.endsWith('\n') || text === '' ? '' : '\n';
  const cited = new Set(answer?.citations.map(({ number }) => number));
  const lines = (answer?.passages ?? [])
    .map((passage, index) => ({ passage, number: index + 1 }))
    .filter(({ number }) => cited.size === 0 || cited.has(number))
    .map(({ passage, number }) => {
      const pages =
        passage.page === passage.lastPage
          ? `page ${passage.page}`
          : `pages ${passage.page}–${passage.lastPage}`;
      return `[${number}] ${passage.file}, ${pages}`;
    });
  return lines.length === 0 ? end : `${end}\nSources:\n${lines.join('\n')}\n`;
}
