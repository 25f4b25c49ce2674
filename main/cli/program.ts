import { Command, CommanderError } from 'commander';
import { asBitternError } from '../../preload/contract/index.ts';
import { addAsk } from './commands/ask.ts';
import { addBench } from './commands/bench.ts';
import { addConvert } from './commands/convert.ts';
import { addDoctor } from './commands/doctor.ts';
import { addImport } from './commands/import.ts';
import { addModels } from './commands/models.ts';
import { addSearch } from './commands/search.ts';
import { addServe } from './commands/serve.ts';
import { addText } from './commands/text.ts';
import type { Context } from './context.ts';
import { ExitCode } from './exit-code.ts';
import { Output, type Terminal } from './output.ts';

/** What a run of the command line is given; a real process passes its own. */
export interface Surroundings {
  stdout: NodeJS.WritableStream & Terminal;
  stderr: Terminal;
  env: Readonly<Record<string, string | undefined>>;
  version: string;
  /** Aborts when the person stops the command. */
  signal: AbortSignal;
}

/** Runs one command. Returns the exit code: 0, 2 for what the person can mend, 130 when it was stopped, 1 for a defect. */
export async function runCommand(commandLine: readonly string[], around: Surroundings): Promise<number> {
  const readerGone = new AbortController();
  const output = new Output(around.stdout, around.stderr, () => readerGone.abort());
  const context: Context = {
    output,
    env: around.env,
    signal: AbortSignal.any([around.signal, readerGone.signal]),
  };
  try {
    await createProgram(context, around).parseAsync(commandLine, { from: 'user' });
    return 0;
  } catch (thrown) {
    output.clearStatus();
    if (readerGone.signal.aborted) return 0;
    if (around.signal.aborted) return 130;
    if (thrown instanceof ExitCode) return thrown.code;
    // Commander has printed its own sentence already.
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? 0 : 2;
    const error = asBitternError(thrown);
    output.say(`bittern: ${error.message}`);
    if (error.code === 'internal' && error.cause instanceof Error)
      output.say(error.cause.stack ?? error.cause.message);
    return error.isUsersToMend ? 2 : 1;
  }
}

function createProgram(context: Context, around: Surroundings): Command {
  const program = new Command('bittern')
    .description('Private chat with your own documents, on your own machine.')
    .version(around.version)
    .option('--json', 'print JSON, one object a line')
    .option('--data <folder>', 'the data folder (default: BITTERN_DATA, or the platform’s place for it)')
    .showHelpAfterError('(bittern --help lists the commands)')
    .configureOutput({
      writeOut: (text) => void around.stdout.write(text),
      writeErr: (text) => void around.stderr.write(text),
    })
    .exitOverride();
  addServe(program, context);
  addImport(program, context);
  addText(program, context);
  addSearch(program, context);
  addAsk(program, context);
  addConvert(program, context);
  addBench(program, context);
  addModels(program, context);
  addDoctor(program, context);
  return program;
}
