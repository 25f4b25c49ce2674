import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Chat, createChat } from '../../main/chat/index.ts';
import { chatTemplate } from '../../main/chat/prompt/template.ts';
import type { Documents } from '../../main/documents/index.ts';
import { EventBus } from '../../main/events.ts';
import { type Log, silentLog } from '../../main/log.ts';
import { openStore, type Store } from '../../main/store/index.ts';
import { countTokens } from '../../main/tokenizer/index.ts';
import type { InstalledModel, Message, RuntimeStatus, Settings } from '../../preload/contract/index.ts';
import { settings } from '../../preload/contract/index.ts';
import { modelAt, startRuntime, type TestRuntime } from '../runtime/support.ts';
import { makeSmallGguf } from '../support/checkpoint/gguf.ts';
import { nothingFound } from './support.ts';

// Processes start and models load at the pace of whatever else the machine is doing.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const models = mkdtempSync(join(tmpdir(), 'bittern-ready-models-'));
const path = join(models, 'small.gguf');
const context = { signal: new AbortController().signal };
const patiently = { timeout: 60_000 };
const preambleTokens = countTokens(chatTemplate.preamble(null));
const other = 'mdl_00000000000002';

/** A library without documents. */
const documents = {
  attachments: () => [],
  retrieval: {
    search: async () => nothingFound,
  },
} as unknown as Documents;

interface Program extends AsyncDisposable {
  test: TestRuntime;
  chat: Chat;
  log: string[];
  type(text: string, conversationId?: string): Promise<unknown>;
  ask(text: string, modelId?: string): Promise<Message>;
  statuses(): RuntimeStatus[];
  /** Models that began to be loaded, by name. */
  loads(): string[];
}

let directory: string;
let store: Store;
beforeAll(async () => {
  await makeSmallGguf(path, { layers: 8, heads: 4, innerWidth: 1300, speech: { words: 8, ends: true } });
});
afterAll(() => rmSync(models, { recursive: true, force: true }));
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'bittern-ready-'));
  store = await openStore(directory, silentLog);
});
afterEach(() => {
  store.close();
  rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
});

/** Conversations over a model in a process of its own that nothing has used yet. */
function program(change: Partial<Settings> = {}, model: Partial<InstalledModel> = {}): Program {
  const installed = [modelAt(path, model), modelAt(path, { id: other, name: 'Another', hash: 'other' })];
  const test = startRuntime(installed, join(directory, 'snapshots'), change);
  const log: string[] = [];
  const note: Log = (level, text, cause) => log.push(`${level}: ${text} ${cause}`);
  const chat = createChat({
    store,
    events: new EventBus(),
    log: note,
    documents,
    runtime: test.runtime,
    models: { defaultModel: () => installed[0]!, byId: (id) => installed.find((one) => one.id === id)! },
    settings: () => settings.parse(change),
  });
  const { handlers, streams } = chat;
  const statuses = () =>
    test.events
      .filter(({ name }) => name === 'runtime.changed')
      .map(({ payload }) => payload as RuntimeStatus);
  return {
    test,
    chat,
    log,
    type: async (text, conversationId) =>
      await handlers['chat.forecast']({ conversationId: conversationId ?? null, text }, context),
    ask: async (text, modelId) => {
      const { id } = await handlers['conversation.create']({}, context);
      if (modelId) await handlers['conversation.configure']({ id, settings: { modelId } }, context);
      const { answerId } = await handlers['chat.ask']({ conversationId: id, text }, context);
      for await (const event of streams.answer({ answerId, offset: 0 }, context))
        if (event.type === 'done') return event.message;
      throw new Error('The answer has no end.');
    },
    statuses,
    loads: () => {
      const names = statuses().map(({ state, modelName }) => (state === 'starting' ? modelName : null));
      return names.filter((name, index) => name !== null && name !== names[index - 1]) as string[];
    },
    [Symbol.asyncDispose]: async () => {
      await chat.close();
      await test.runtime.close();
    },
  };
}

const state = ({ test }: Program) => test.runtime.status().state;
const evaluated = async ({ test }: Program) => (await test.runtime.memory())?.evaluatedTokens;

describe('a question that is typed in a conversation without anything in it', () => {
  it('loads the model and has the beginning of its prompt read, before it is sent', async () => {
    await using made = program();
    await made.type('H');
    await expect.poll(() => made.loads()).toEqual(['A small BTLM']);
    await expect.poll(() => evaluated(made), patiently).toBe(preambleTokens);
    await expect.poll(() => state(made), patiently).toBe('ready');
    for (const text of ['How', 'How do', 'How do reeds grow?']) await made.type(text);
    const { answer } = await made.ask('How do reeds grow?');
    expect(answer!.reusedTokens).toBe(preambleTokens);
    expect(made.loads()).toEqual(['A small BTLM']);
    expect(made.log).toEqual([]);
  });

  it('waits for the load that goes on when it is sent at once', async () => {
    await using made = program();
    await made.type('H');
    await expect.poll(() => made.loads(), { interval: 5 }).toHaveLength(1);
    expect(await made.ask('How?')).toMatchObject({ status: 'done' });
    expect(made.loads()).toEqual(['A small BTLM']);
    expect(made.test.pids).toHaveLength(1);
  });

  it('is not waited for any more once it is stopped, and the load goes on for the next one', async () => {
    await using made = program();
    const { handlers, streams } = made.chat;
    await made.type('H');
    await expect.poll(() => made.loads(), { interval: 5 }).toHaveLength(1);
    // As long as the process stands still, so does the load.
    process.kill(made.test.pids[0]!, 'SIGSTOP');
    const { answerId } = await handlers['chat.ask']({ conversationId: null, text: 'How?' }, context);
    let message: Message | undefined;
    for await (const event of streams.answer({ answerId, offset: 0 }, context)) {
      if (event.type === 'phase' && event.phase === 'loading')
        await handlers['chat.stop']({ answerId }, context);
      if (event.type === 'done') message = event.message;
    }
    expect(message).toMatchObject({ status: 'stopped', text: '' });
    expect(state(made)).toBe('starting');
    process.kill(made.test.pids[0]!, 'SIGCONT');
    await expect.poll(() => state(made), patiently).toBe('ready');
    expect(await made.ask('And now?')).toMatchObject({ status: 'done' });
    expect(made.loads()).toEqual(['A small BTLM']);
    expect(made.log).toEqual([]);
  });

  it('makes way for one to another model', async () => {
    await using made = program();
    await made.type('H');
    await expect.poll(() => made.loads(), { interval: 5 }).toHaveLength(1);
    const { answer } = await made.ask('How?', other);
    expect(answer!.modelName).toBe('Another');
    // Loading the first one was given up.
    expect(made.statuses().some(({ modelId, residentBytes }) => modelId !== other && residentBytes)).toBe(
      false,
    );
    expect(made.log).toEqual([]);
  });

  it('lets the model leave memory after a while, and brings it back only when it is typed on', async () => {
    await using made = program({ unloadAfterMinutes: 0.005 });
    const { id } = await made.chat.handlers['conversation.create']({}, context);
    await made.type('How', id);
    await expect.poll(() => made.loads(), patiently).toHaveLength(1);
    await expect.poll(() => state(made), patiently).toBe('stopped');
    // A window asks anew after many an event, without anybody typing.
    await made.type('How', id);
    await made.type('How', id);
    await sleep(1000);
    expect(made.loads()).toHaveLength(1);
    await made.type('How many', id);
    await expect.poll(() => made.loads().length, patiently).toBe(2);
  });
});

describe('typing loads nothing', () => {
  const tried = async (made: Program) => {
    await made.type('How').catch(() => {});
    await sleep(500);
    expect(made.loads()).toEqual([]);
    expect(made.test.runtime.status().modelId).toBeNull();
    expect(made.log).toEqual([]);
    expect(made.test.events.filter(({ name }) => name === 'notice')).toEqual([]);
  };

  it('where reading ahead is switched off', async () => {
    await using made = program({ readAhead: false });
    await tried(made);
    expect(await made.ask('How?')).toMatchObject({ status: 'done' });
  });

  it('where the model has a problem; sending the question tells it', async () => {
    await using made = program({}, { problem: 'It crashed.' });
    await tried(made);
    expect((await made.ask('How?')).error).toContain('It crashed.');
  });

  it('where the model does not fit; sending the question tells it', async () => {
    await using made = program({ contextTokens: null, memoryBudget: 1e6 });
    await tried(made);
    expect(await made.ask('How?')).toMatchObject({ status: 'failed', error: expect.stringContaining('MB') });
  });

  it('where there is nothing but blanks yet', async () => {
    await using made = program();
    await made.type('  ');
    await sleep(300);
    expect(made.loads()).toEqual([]);
  });
});
