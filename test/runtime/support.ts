import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { EventBus } from '../../main/events.ts';
import { type Log, silentLog } from '../../main/log.ts';
import { nodeFork, RestartPolicy } from '../../main/process/index.ts';
import type { GenerateOptions, Runtime, RuntimeEvent, RuntimeOptions } from '../../main/runtime/index.ts';
import { createRuntime } from '../../main/runtime/index.ts';
import {
  defaultSampling,
  type InstalledModel,
  type Sampling,
  settings,
} from '../../preload/contract/index.ts';
import { makeSmallGguf } from '../support/checkpoint/gguf.ts';

/** A folder that goes when the test file is done. */
export function temporaryFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'bittern-runtime-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 5 }) };
}

/** A small model that writes words without end, in a folder of its own, for the tests of a file. */
export function smallModel(): { folder: ReturnType<typeof temporaryFolder>; model: string } {
  const folder = temporaryFolder();
  const model = join(folder.path, 'model.gguf');
  beforeAll(async () => {
    await makeSmallGguf(model, { speech: { words: 900, ends: false } });
  });
  afterAll(() => folder.remove());
  return { folder, model };
}

export function modelAt(path: string, change: Partial<InstalledModel> = {}): InstalledModel {
  return {
    id: 'mdl_00000000000001',
    name: 'A small BTLM',
    kind: 'chat',
    path,
    bytes: statSync(path, { throwIfNoEntry: false })?.size ?? 0,
    recipe: 'F16',
    hash: `hash of ${path}`,
    contextTokens: 8192,
    parameters: 8_000_000,
    isDefault: true,
    addedAt: 0,
    problem: null,
    origin: null,
    originalBytes: 0,
    owned: true,
    ...change,
  };
}

type SettingsChange = Partial<ReturnType<typeof settings.parse>>;

export interface TestRuntime extends AsyncDisposable {
  runtime: Runtime;
  models: InstalledModel[];
  events: { name: string; payload: unknown }[];
  set(change: SettingsChange): void;
  pids: number[];
  log: string[];
}

/** A runtime on real processes with one thread: with more, tests that run side by side wait for each other. */
export function startRuntime(
  models: InstalledModel[],
  snapshotsDirectory: string,
  change: SettingsChange = {},
  options: Partial<RuntimeOptions> = {},
): TestRuntime {
  let current = settings.parse({ backend: 'cpu', threads: 1, contextTokens: 2048, ...change });
  const bus = new EventBus();
  const events: TestRuntime['events'] = [];
  bus.listen((name, payload) => events.push({ name, payload }));
  const pids: number[] = [];
  const lines: string[] = [];
  const log: Log = (level, text, cause) => {
    lines.push(`${level} ${text} ${cause instanceof Error ? cause.stack : (cause ?? '')}`);
    silentLog(level, text, cause);
  };
  const runtime = createRuntime({
    fork: (name, forkOptions) => {
      const child = nodeFork(name, forkOptions);
      if (child.pid !== undefined) pids.push(child.pid);
      return child;
    },
    log,
    events: bus,
    settings: () => current,
    snapshotsDirectory,
    models: {
      byId: (id) => models.find((model) => model.id === id) ?? null,
      defaultModel: () => models[0] ?? null,
      markProblem: (id, text) => {
        const index = models.findIndex((model) => model.id === id);
        models[index] = { ...models[index]!, problem: text };
      },
    },
    policy: new RestartPolicy({ deaths: 3, windowMs: 60_000, firstDelayMs: 10 }),
    patience: { beforeKeeping: 3_600_000 },
    ...options,
  });
  return {
    runtime,
    models,
    events,
    pids,
    log: lines,
    set: (next) => {
      current = { ...current, ...next };
    },
    [Symbol.asyncDispose]: async () => await runtime.close(),
  };
}

export const greedy: Sampling = {
  ...defaultSampling,
  temperature: 0,
  repeatPenalty: 1,
  seed: 7,
  maxTokens: 64,
};

export function question(text: string, change: Partial<GenerateOptions> = {}): GenerateOptions {
  return {
    modelId: null,
    slot: 'cnv_000000000000001',
    prompt: [{ text }],
    sampling: greedy,
    stop: [],
    maxTokens: 64,
    ...change,
  };
}

export interface Answer {
  text: string;
  pieces: string[];
  events: RuntimeEvent[];
  done: Extract<RuntimeEvent, { type: 'done' }>;
}

/** Reads an answer to its end. */
export async function ask(runtime: Runtime, options: GenerateOptions, signal?: AbortSignal): Promise<Answer> {
  const events: RuntimeEvent[] = [];
  for await (const event of runtime.generate(options, { signal: signal ?? new AbortController().signal }))
    events.push(event);
  const pieces = events.flatMap((event) => (event.type === 'text' ? [event.text] : []));
  const done = events.at(-1);
  if (done?.type !== 'done') throw new Error('The answer has no end.');
  return { text: pieces.join(''), pieces, events, done };
}

/** Words that tokenize to about one token each. */
export function words(count: number, first = 0): string {
  const list = [
    'time',
    'year',
    'people',
    'way',
    'day',
    'man',
    'thing',
    'woman',
    'life',
    'child',
    'world',
    'school',
  ];
  return Array.from(
    { length: count },
    (_, index) => list[(index * 7 + first + (index % 5)) % list.length],
  ).join(' ');
}
