import type { Command } from 'commander';
import type { App } from '../app.ts';
import { dataDirectory, type Environment, hubOptions, version } from '../environment.ts';
import { checkedLink } from '../links.ts';
import { nodeFork } from '../process/index.ts';
import { openInBrowser, showInFolder } from '../web/system.ts';
import type { Output } from './output.ts';

/** Options that every command takes, before or after its name. */
export interface GlobalOptions {
  json?: boolean;
  data?: string;
}

/** What a command works with. */
export interface Context {
  readonly output: Output;
  /** Aborts at Ctrl-C, and when the reader of the output is gone. */
  readonly signal: AbortSignal;
  readonly env: Environment;
}

/** What the person gave to a command, with the options that all commands share. */
export function optionsOf<T extends object>(command: Command): T & GlobalOptions {
  return command.optsWithGlobals<T & GlobalOptions>();
}

/** Opens the program over the data folder for one command, and closes it whatever happens. */
export async function withApp<T>(
  context: Context,
  options: GlobalOptions,
  work: (app: App) => Promise<T>,
): Promise<T> {
  // Loaded late, so that `--help` and a mistyped option answer at once.
  const { createApp } = await import('../app.ts');
  const app = await createApp({
    dataDirectory: dataDirectory(options.data, context.env),
    fork: nodeFork,
    shell: 'browser',
    version,
    showInFolder,
    openLink: (url) => openInBrowser(checkedLink(url), () => {}),
    ...hubOptions(context.env),
  });
  const stopListening = app.events.listen((name, payload) => {
    if (name === 'notice') context.output.say((payload as { text: string }).text);
  });
  try {
    return await work(app);
  } finally {
    stopListening();
    await app.close();
  }
}
