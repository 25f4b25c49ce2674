import { mkdtempSync } from 'node:fs';
import { createRequire, registerHooks } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import type { CallInput, CallName, CallOutput, ToProgram, ToWindow } from '../../preload/contract/index.ts';
import { ensureBuilt, root } from '../support/build.ts';
import type { BrowserWindow, double as doubleModule, FrameDouble, WebContentsDouble } from './double/main.ts';

type Double = typeof doubleModule;

/** The built desktop program, running against the double of `electron` in this process. */
export interface Started {
  readonly double: Double;
  readonly data: string;
}

/**
 * Builds, then starts the program over a data folder as Electron would: its main module, once. Chosen before: the
 * double's environment variables.
 */
export function startProgram(data: string = mkdtempSync(join(tmpdir(), 'bittern-electron-'))): Started {
  ensureBuilt();
  // Named as people name it; what the environment says is for those who do not.
  process.env.BITTERN_DATA = '/must/not/be/used';
  process.env.A_SECRET_OF_THE_PERSON = 'must not reach a child process';
  // What follows the program's name are files to open; the test runner's own arguments are not.
  process.argv = [process.execPath, '--data', data];
  const double = new URL('./double/main.ts', import.meta.url).href;
  registerHooks({
    resolve: (specifier, context, nextResolve) =>
      specifier === 'electron' ? { url: double, shortCircuit: true } : nextResolve(specifier, context),
  });
  // Loaded by Node itself: the test runner's own loader would transform the bundle.
  createRequire(import.meta.url)(join(root, 'out/main/electron.js'));
  const found = (globalThis as { electronDouble?: Double }).electronDouble;
  if (!found) throw new Error('The program did not load electron.');
  return { double: found, data };
}

/** The first window, once it is there. */
export async function firstWindow({ double }: Started): Promise<BrowserWindow> {
  return await vi.waitUntil(() => double.records.windows[0], { timeout: 15_000 });
}

/** Sends a message as a page would: from the given frame of the given contents. */
export function post(
  { double }: Started,
  contents: WebContentsDouble,
  message: unknown,
  frame: FrameDouble | null = contents.mainFrame,
): void {
  double.ipcMain.emit('bittern', { sender: contents, senderFrame: frame }, message);
}

let nextId = 1;

/** Makes a call of the contract over IPC and waits for its result or error. */
export async function call<N extends CallName>(
  started: Started,
  contents: WebContentsDouble,
  name: N,
  input: CallInput<N>,
): Promise<CallOutput<N>> {
  const message: ToProgram = { kind: 'call', id: nextId++, name, input };
  post(started, contents, message);
  const answer = await answerTo(contents, message.id);
  if (answer.kind === 'result') return answer.output as CallOutput<N>;
  throw new Error(answer.kind === 'error' ? `${answer.error.code}: ${answer.error.message}` : 'no answer');
}

/** The result or error that the program sent for a call. */
export async function answerTo(contents: WebContentsDouble, id: number): Promise<ToWindow> {
  const find = (): ToWindow | undefined =>
    contents.sent
      .map(({ message }) => message as ToWindow)
      .find((message) => (message.kind === 'result' || message.kind === 'error') && message.id === id);
  return await vi.waitUntil(find, { timeout: 10_000 });
}
