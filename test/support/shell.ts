import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const cli = fileURLToPath(new URL('../../out/main/cli.js', import.meta.url));

/** A running browser shell: the built program, as `bittern serve` starts it. */
export interface Shell {
  /** Address of the window, token included. */
  readonly url: string;
  readonly pid: number;
  /** What it wrote to its standard error. */
  log(): string;
  /** Asks it to end, as Ctrl-C does. Resolves with its exit code. */
  stop(): Promise<number | null>;
  /** Ends it without asking, as a power cut would. */
  kill(): Promise<void>;
}

/** Starts `bittern serve` on a data folder and waits for its address. */
export async function startShell(dataDirectory: string, env: Record<string, string> = {}): Promise<Shell> {
  const child: ChildProcess = spawn(
    process.execPath,
    [cli, 'serve', '--no-open', '--port', '0', '--data', dataDirectory],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
    },
  );
  let errors = '';
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const closed = new Promise<number | null>((resolve) => child.on('close', resolve));
  const url = await new Promise<string>((resolve, reject) => {
    let output = '';
    child.stdout!.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      const found = /http:\/\/127\.0\.0\.1:\d+\/#token=\S+/.exec(output);
      if (found) resolve(found[0]);
    });
    void closed.then((code) => reject(new Error(`serve ended with ${code}: ${errors}`)));
  });
  return {
    url,
    pid: child.pid!,
    log: () => errors,
    async stop() {
      child.kill('SIGTERM');
      return await closed;
    },
    async kill() {
      child.kill('SIGKILL');
      await closed;
    },
  };
}
