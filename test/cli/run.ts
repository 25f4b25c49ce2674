import { Writable } from 'node:stream';
import { runCommand } from '../../main/cli/program.ts';

/** What a command printed, and its exit code. */
export interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
  /** The lines of stdout as JSON. */
  lines(): Record<string, unknown>[];
}

class Collector extends Writable {
  text = '';
  readonly isTTY = false;
  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

/** Runs the command line in this process over a data folder of its own. */
export async function run(
  data: string,
  commandLine: readonly string[],
  signal: AbortSignal = new AbortController().signal,
): Promise<Outcome> {
  const stdout = new Collector();
  const stderr = new Collector();
  const code = await runCommand(commandLine, {
    stdout,
    stderr,
    env: { BITTERN_DATA: data },
    version: '1.2.3',
    signal,
  });
  const lines = (): Record<string, unknown>[] =>
    stdout.text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  return { code, stdout: stdout.text, stderr: stderr.text, lines };
}
