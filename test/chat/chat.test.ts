import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createChat } from '../../main/chat/index.ts';
import type { Documents } from '../../main/documents/index.ts';
import { EventBus } from '../../main/events.ts';
import { silentLog } from '../../main/log.ts';
import type { Runtime, RuntimeEvent } from '../../main/runtime/index.ts';
import { openStore, type Store } from '../../main/store/index.ts';
import { countTokens } from '../../main/tokenizer/index.ts';
import {
  type AnswerEvent,
  asBitternError,
  BitternError,
  type DocumentSummary,
  type InstalledModel,
  type Message,
  type Passage,
  settings,
} from '../../preload/contract/index.ts';

type Script = (prompt: string, signal: AbortSignal) => AsyncGenerator<RuntimeEvent>;

const text =
  'The lighthouse at Cape Ness was lit in March 1871. Its keeper was Ann Moore. The lamp burned rapeseed oil.';
const document: DocumentSummary = {
  id: 'doc_0000000000',
  title: 'Cape Ness',
  fileName: 'ness.txt',
  type: 'text',
  bytes: text.length,
  status: 'ready',
  progress: null,
  error: null,
  pages: 1,
  words: 19,
  chunks: 1,
  tokens: countTokens(text),
  emptyPages: 0,
  doubtfulPages: 0,
  tags: [],
  inLibrary: false,
  conversations: 1,
  addedAt: 1,
  readMs: 1,
};
const passage: Passage = {
  documentId: document.id,
  file: 'ness.txt',
  title: 'Cape Ness',
  headings: [],
  page: 1,
  lastPage: 1,
  start: 0,
  end: text.length,
  text,
  tokens: document.tokens,
  score: 1,
  highlight: { start: 0, end: 50 },
};
const model = {
  id: 'mdl_0000000000',
  name: 'Small BTLM',
  kind: 'chat',
  hash: 'h',
  contextTokens: 8192,
} as InstalledModel;
const done: Extract<RuntimeEvent, { type: 'done' }> = {
  type: 'done',
  endedBy: 'stop',
  promptTokens: 10,
  reusedTokens: 4,
  answerTokens: 5,
  firstTokenMs: 1,
  tokensPerSecond: 2,
  seed: 7,
  modelId: model.id,
  modelHash: 'h',
  modelName: model.name,
  contextTokens: 2048,
  guessed: 0,
  guessedRight: 0,
};

/** Documents and runtime as far as answering uses them; each has tests of its own against the real thing. */
function program(options: {
  attached?: DocumentSummary[];
  found?: Passage[];
  /** Why the search was by words alone. */
  searchNote?: string;
  alsoLookedFor?: string[];
  /** Whether the documents are there no more. */
  isRemoved?: () => boolean;
  script?: Script | null;
  ensureLoaded?: () => Promise<{ contextTokens: number }>;
  contextTokens?: number;
}) {
  const prompts: string[] = [];
  const readAhead: string[] = [];
  const attached = options.attached ?? [];
  const documents = {
    attachments: () => attached,
    attach: () => {},
    detach: async (_id: string, documentId: string) =>
      void attached.splice(
        attached.findIndex((one) => one.id === documentId),
        1,
      ),
    summary: () => (options.isRemoved?.() ? undefined : document),
    removeWith: async (removeConversation: () => void) => {
      removeConversation();
      attached.splice(0);
    },
    settled: async () => document,
    textOf: (_id: string, range?: { start: number; end: number }) =>
      range ? text.slice(range.start, range.end) : text,
    chunksOf: () => [
      {
        id: 1,
        number: 0,
        start: 0,
        end: text.length,
        page: 1,
        lastPage: 1,
        headings: [],
        tokens: document.tokens,
        hash: 'c',
        text,
      },
    ],
    retrieval: {
      search: async () => ({
        passages: options.found ?? [],
        leftOut: [],
        hasWords: (options.found ?? []).length > 0,
        by: 'words',
        note: options.searchNote ?? null,
        alsoLookedFor: options.alsoLookedFor ?? [],
        ms: 1,
      }),
    },
  } as unknown as Documents;
  const runtime = {
    status: () => ({ modelId: null }),
    plan: async () => ({ contextTokens: options.contextTokens ?? 2048 }),
    ensureLoaded: options.ensureLoaded ?? (async () => ({ contextTokens: options.contextTokens ?? 2048 })),
    forecast: async () => ({ promptTokens: 100, reusedTokens: 60, seconds: 3 }),
    forgetSlots: () => {},
    // A load of two seconds, then a hundred tokens a second.
    estimate: (tokens: number) => 2 + tokens / 100,
    readAhead: ({ prompt }: { prompt: { text: string }[] }) => {
      readAhead.push(prompt.map((segment) => segment.text).join(''));
      return { cancel: () => void readAhead.push('cancelled'), finished: Promise.resolve(true) };
    },
    generate: ({ prompt }: { prompt: { text: string }[] }, { signal }: { signal: AbortSignal }) => {
      prompts.push(prompt.map((segment) => segment.text).join(''));
      return options.script!(prompts.at(-1)!, signal);
    },
  } as unknown as Runtime;
  const events = new EventBus();
  const chat = createChat({
    store,
    events,
    log: silentLog,
    documents,
    runtime,
    models: { defaultModel: () => (options.script ? model : null), byId: () => null },
    settings: () => settings.parse({}),
  });
  return { chat, prompts, readAhead, events };
}

type Program = ReturnType<typeof program>;
const context = { signal: new AbortController().signal };

async function finished({ chat }: Program, answerId: string): Promise<Message> {
  let message: Message | undefined;
  for await (const event of chat.streams.answer({ answerId, offset: 0 }, context))
    if (event.type === 'done') message = event.message;
  return message!;
}

async function ask(made: Program, question: string, conversationId?: string) {
  const id = conversationId ?? (await made.chat.handlers['conversation.create']({}, context)).id;
  const { answerId, questionId } = await made.chat.handlers['chat.ask'](
    { conversationId: id, text: question },
    context,
  );
  return { id, questionId, answerId };
}

const says = (...pieces: string[]): Script =>
  async function* () {
    for (const piece of pieces) yield { type: 'text', text: piece };
    yield done;
  };

let directory: string;
let store: Store;
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'bittern-chat-'));
  store = await openStore(directory, silentLog);
});
afterEach(() => {
  store.close();
  rmSync(directory, { recursive: true, force: true });
});

describe('an answer', () => {
  it('streams, is saved with how it came about, and cites only what was in the prompt', async () => {
    const made = program({
      attached: [document],
      script: says(' The lighthouse was lit in March', ' 1871 by Bob Marsh.'),
    });
    const { id, answerId } = await ask(made, 'When was it lit?');
    const message = await finished(made, answerId);
    expect(message).toMatchObject({
      status: 'done',
      text: 'The lighthouse was lit in March 1871 by Bob Marsh.',
    });
    expect(message.answer).toMatchObject({ by: 'model', mode: 'document', seed: 7, reusedTokens: 4 });
    expect(message.answer!.citations).toHaveLength(1);
    expect(message.answer!.passages).toHaveLength(1);
    expect(message.answer!.unsupported.map(({ start, end }) => message.text.slice(start, end))).toEqual([
      'Bob Marsh',
    ]);
    expect(made.prompts[0]).toContain(text);
    const conversation = await made.chat.handlers['conversation.get']({ id }, context);
    expect(conversation.title).toBe('When was it lit?');
    expect(conversation.messages.map((one) => one.text)).toEqual(['When was it lit?', message.text]);
    expect(conversation.messages[1]).toEqual(message);
  });

  it('comes from the passages themselves when there is no model', async () => {
    const made = program({ attached: [document], found: [passage], script: null });
    const message = await finished(made, (await ask(made, 'When was it lit?')).answerId);
    expect(message.status).toBe('done');
    expect(message.answer).toMatchObject({ by: 'passages', modelName: null });
    expect(message.answer!.passages).toEqual([passage]);
    expect(message.text).toBe(text.slice(0, 50));
  });

  it.each([
    ['by a model', says('In 1887.')],
    ['without one', null],
  ])('keeps what was looked for in the place of misspelt words, %s', async (_, script) => {
    const alsoLookedFor = ['lighthouse'];
    const made = program({ found: [passage], alsoLookedFor, script });
    const { id, answerId } = await ask(made, 'When was the lihgthouse lit?');
    expect((await finished(made, answerId)).answer).toMatchObject({ mode: 'passages', alsoLookedFor });
    const { messages } = await made.chat.handlers['conversation.get']({ id }, context);
    expect(messages.at(-1)!.answer).toMatchObject({ alsoLookedFor });
  });

  it('remembers the turns before it', async () => {
    const made = program({ script: says('One.') });
    const first = await ask(made, 'First?');
    await finished(made, first.answerId);
    await finished(made, (await ask(made, 'Second?', first.id)).answerId);
    expect(made.prompts[1]).toContain('Human: First?\n\nAssistant: One.\n\nHuman: Second?');
  });

  it('keeps its text when it is stopped', async () => {
    const made = program({
      script: async function* (_prompt, signal) {
        yield { type: 'text', text: 'So far' };
        await sleep(60_000, undefined, { signal }).catch(() => {});
        throw new BitternError('cancelled', 'Stopped.');
      },
    });
    const { id, answerId } = await ask(made, 'Go on?');
    await expect
      .poll(
        async () => (await made.chat.handlers['conversation.list']({}, context)).conversations[0]!.answering,
      )
      .toBe(true);
    await expect(ask(made, 'And?', id)).rejects.toThrow(/being written/);
    const stream = made.chat.streams.answer({ answerId, offset: 0 }, context);
    for await (const event of stream as AsyncIterable<AnswerEvent>) {
      if (event.type === 'text') await made.chat.handlers['chat.stop']({ answerId }, context);
      if (event.type === 'done')
        expect(event.message).toMatchObject({ status: 'stopped', text: 'So far', error: null });
    }
  });

  it('is stopped at once while a model is made ready that goes on without it', async () => {
    const made = program({ script: says('x'), ensureLoaded: () => new Promise(() => {}) });
    const { answerId } = await ask(made, 'Go on?');
    const stream = made.chat.streams.answer({ answerId, offset: 0 }, context);
    for await (const event of stream as AsyncIterable<AnswerEvent>) {
      if (event.type === 'phase' && event.phase === 'loading')
        await made.chat.handlers['chat.stop']({ answerId }, context);
      if (event.type === 'done')
        expect(event.message).toMatchObject({ status: 'stopped', text: '', error: null });
    }
  });

  it('keeps its text when the runtime dies, and the next question works', async () => {
    let dies = true;
    const made = program({
      script: async function* () {
        yield { type: 'text', text: 'Half' };
        if (dies) throw new BitternError('process-died', 'The runtime process crashed (SIGSEGV).');
        yield done;
      },
    });
    const { id, answerId } = await ask(made, 'One?');
    expect(await finished(made, answerId)).toMatchObject({
      status: 'interrupted',
      text: 'Half',
      error: expect.stringContaining('crashed'),
    });
    dies = false;
    expect(await finished(made, (await ask(made, 'Two?', id)).answerId)).toMatchObject({
      status: 'done',
      text: 'Half',
    });
  });

  it('that was being written when the program ended is marked, text and all', async () => {
    const made = program({
      script: async function* (_prompt, signal) {
        yield { type: 'text', text: 'Saved' };
        await sleep(60_000, undefined, { signal }).catch(() => {});
        throw new BitternError('cancelled', 'Stopped.');
      },
    });
    const { id, answerId } = await ask(made, 'One?');
    await expect
      .poll(
        () => (store.prepare('SELECT text FROM message WHERE id = ?').get(answerId) as { text: string }).text,
        { timeout: 5000 },
      )
      .toBe('Saved');
    // A second service on the same rows is what a restart after a crash sees.
    const again = program({ script: says('New.') });
    const conversation = await again.chat.handlers['conversation.get']({ id }, context);
    expect(conversation.messages.at(-1)).toMatchObject({
      status: 'interrupted',
      text: 'Saved',
      error: expect.stringContaining('closed'),
    });
    await made.chat.close();
  });

  it('fails with the sentence when the question cannot be answered as asked', async () => {
    const made = program({ script: says('x') });
    const { id } = await made.chat.handlers['conversation.create']({}, context);
    const asked = { conversationId: id, text: 'When?', mode: 'document' as const };
    const { answerId } = await made.chat.handlers['chat.ask'](asked, context);
    expect(await finished(made, answerId)).toMatchObject({
      status: 'failed',
      error: expect.stringContaining('No document is attached'),
    });
  });
});

describe('a question longer than the context', () => {
  const tooLong = 'word '.repeat(5000);
  const list = async ({ chat }: Program) =>
    (await chat.handlers['conversation.list']({}, context)).conversations;
  const refusal = { code: 'too-large', message: expect.stringContaining('Shorten the question') };

  it('begins no conversation', async () => {
    const made = program({ script: says('x') });
    const asked = made.chat.handlers['chat.ask']({ conversationId: null, text: tooLong }, context);
    await expect(asked).rejects.toMatchObject(refusal);
    expect(await list(made)).toEqual([]);
  });

  it('leaves no trace in one that has begun, asked or edited', async () => {
    const made = program({ script: says('One.') });
    const { id, answerId, questionId } = await ask(made, 'First?');
    await finished(made, answerId);
    const before = await made.chat.handlers['conversation.get']({ id }, context);
    await expect(ask(made, tooLong, id)).rejects.toMatchObject(refusal);
    const edited = made.chat.handlers['chat.edit']({ messageId: questionId, text: tooLong }, context);
    await expect(edited).rejects.toMatchObject(refusal);
    expect(await made.chat.handlers['conversation.get']({ id }, context)).toEqual(before);
  });

  it('is answered where there is no model, and where the context has room', async () => {
    const without = program({ found: [passage], script: null });
    expect((await finished(without, (await ask(without, tooLong)).answerId)).status).toBe('done');
    const large = program({ script: says('x'), contextTokens: 8192 });
    expect((await finished(large, (await ask(large, tooLong)).answerId)).status).toBe('done');
  });
});

it('a conversation begins with its first question, in the way that was chosen for it', async () => {
  const made = program({ script: says('One.') });
  const asked = { conversationId: null, text: 'How do reeds grow?', mode: 'none' as const };
  const { conversationId, answerId } = await made.chat.handlers['chat.ask'](asked, context);
  await finished(made, answerId);
  const conversation = await made.chat.handlers['conversation.get']({ id: conversationId }, context);
  expect(conversation).toMatchObject({ title: 'How do reeds grow?', settings: { mode: 'none' } });
  expect(conversation.messages).toHaveLength(2);
});

describe('versions', () => {
  it('stand beside each other, and any of them can be shown', async () => {
    let count = 0;
    const made = program({
      script: async function* () {
        yield { type: 'text', text: `Answer ${++count}` };
        yield done;
      },
    });
    const { id, questionId, answerId } = await ask(made, 'One?');
    await finished(made, answerId);
    const second = await made.chat.handlers['chat.again']({ answerId }, context);
    await finished(made, second.answerId);
    const edited = await made.chat.handlers['chat.edit'](
      { messageId: questionId, text: 'One, really?' },
      context,
    );
    await finished(made, edited.answerId);

    const shown = await made.chat.handlers['conversation.get']({ id }, context);
    expect(shown.messages.map((one) => one.text)).toEqual(['One, really?', 'Answer 3']);
    expect(shown.messages[0]!.siblings).toEqual([questionId, edited.questionId]);
    const back = await made.chat.handlers['conversation.showBranch']({ id, messageId: questionId }, context);
    expect(back.messages.map((one) => one.text)).toEqual(['One?', 'Answer 2']);
    expect(back.messages[1]!.siblings).toEqual([answerId, second.answerId]);
  });
});

describe('a sweep', () => {
  const summary: Script = async function* (prompt) {
    yield {
      type: 'text',
      text: prompt.includes('note what matters') ? ' - Lit in March 1871' : ' It was lit in March 1871.',
    };
    yield done;
  };

  it('reads every part, writes from the notes, and reads nothing twice', async () => {
    const made = program({ attached: [{ ...document, tokens: 50_000 }], script: summary });
    const first = await ask(made, 'Summarise this.');
    const message = await finished(made, first.answerId);
    expect(message.answer).toMatchObject({ mode: 'sweep' });
    expect(message.text).toBe('It was lit in March 1871.');
    expect(message.answer!.citations[0]).toMatchObject({ number: 1 });
    expect(made.prompts).toHaveLength(2);
    await finished(
      made,
      (await made.chat.handlers['chat.again']({ answerId: first.answerId }, context)).answerId,
    );
    expect(made.prompts).toHaveLength(3);
  });

  it('answers a request for a list with the lines themselves', async () => {
    const made = program({ attached: [{ ...document, tokens: 50_000 }], script: summary });
    const message = await finished(made, (await ask(made, 'List all dates')).answerId);
    expect(message.text).toBe('- Lit in March 1871');
    expect(message.answer!.citations).toHaveLength(1);
    expect(made.prompts).toHaveLength(1);
  });

  it('keeps no note on a document that is removed while it is read', async () => {
    let isRemoved = false;
    const made = program({
      attached: [{ ...document, tokens: 50_000 }],
      isRemoved: () => isRemoved,
      script: async function* (prompt, signal) {
        isRemoved = true;
        made.events.emit('document.removed', { id: document.id });
        yield* summary(prompt, signal);
      },
    });
    await finished(made, (await ask(made, 'List all dates')).answerId);
    expect(store.db.prepare('SELECT count(*) FROM sweep_note').pluck().get()).toBe(0);
  });
});

describe('a full disk', () => {
  const fillUp = () => store.db.pragma(`max_page_count = ${store.db.pragma('page_count', { simple: true })}`);
  const makeRoom = () => store.db.pragma('max_page_count = 1073741823');

  it('is named as that when a question cannot be stored', async () => {
    const made = program({ script: says('x'), contextTokens: 100_000 });
    const { id } = await made.chat.handlers['conversation.create']({}, context);
    fillUp();
    const thrown = await ask(made, 'reeds '.repeat(15_000), id).catch((error: unknown) => error);
    expect(asBitternError(thrown)).toMatchObject({ code: 'no-room' });
    makeRoom();
    expect((await finished(made, (await ask(made, 'Again?', id)).answerId)).status).toBe('done');
  });

  it('costs nothing of an answer: it is shown, and stored when there is room', async () => {
    const long = 'Reeds grow by the water. '.repeat(10_000);
    const made = program({
      script: async function* () {
        yield { type: 'text', text: 'Well. ' };
        fillUp();
        yield { type: 'text', text: long };
        yield done;
      },
    });
    const { id, answerId } = await ask(made, 'Where?');
    const shown = await finished(made, answerId);
    expect(shown).toMatchObject({ status: 'interrupted', text: `Well. ${long}` });
    expect(shown.error).toMatch(/disk is full.*not saved yet/);
    const conversation = () => made.chat.handlers['conversation.get']({ id }, context);
    expect((await conversation()).messages.at(-1)).toMatchObject({ status: 'interrupted', text: shown.text });
    makeRoom();
    await expect
      .poll(async () => (await conversation()).messages.at(-1)?.status, { timeout: 10_000 })
      .toBe('done');
    expect((await conversation()).messages.at(-1)!.text).toBe(shown.text);
  });

  it('does not make a stop by something else one by the person', async () => {
    const made = program({
      script: async function* () {
        yield { type: 'text', text: 'So far' };
        throw new BitternError('cancelled', 'Stopped.');
      },
    });
    const message = await finished(made, (await ask(made, 'When?')).answerId);
    expect(message).toMatchObject({ status: 'interrupted', text: 'So far' });
    expect(message.error).toMatch(/taken out of memory/);
  });
});

describe('before a question is sent', () => {
  it('its cost is known', async () => {
    const made = program({ attached: [document], script: says('x') });
    const { id } = await made.chat.handlers['conversation.create']({}, context);
    const forecast = await made.chat.handlers['chat.forecast'](
      { conversationId: id, text: 'When?' },
      context,
    );
    expect(forecast).toMatchObject({
      mode: 'document',
      promptTokens: 100,
      reusedTokens: 60,
      secondsToFirstToken: 3,
      contextTokens: 2048,
    });
    expect(forecast.ledger.map((entry) => entry.part)).toEqual(['system', 'document', 'question', 'reserve']);
    expect(forecast.quicker).toEqual({ mode: 'passages', secondsToFirstToken: 3 });
  });

  it('going through everything is told by all that will be read, with the model loaded once', async () => {
    const long = { ...document, tokens: 50_000 };
    const made = program({ attached: [long, { ...long, id: 'doc_0000000001' }], script: says('x') });
    const { id } = await made.chat.handlers['conversation.create']({}, context);
    const forecast = await made.chat.handlers['chat.forecast'](
      { conversationId: id, text: 'Summarise both documents.' },
      context,
    );
    expect(forecast.mode).toBe('sweep');
    // What is asked of each part comes on top.
    expect(forecast.promptTokens).toBeGreaterThan(100_000);
    expect(forecast.promptTokens).toBeLessThan(125_000);
    expect(forecast.secondsToFirstToken).toBeCloseTo(2 + forecast.promptTokens / 100, -1);
    expect(forecast.quicker).toEqual({ mode: 'passages', secondsToFirstToken: 3 });
  });

  it('a passage can be left out of it', async () => {
    const made = program({ attached: [document], found: [passage], script: says('x') });
    const { id } = await made.chat.handlers['conversation.create']({}, context);
    const leaveOut = [{ documentId: passage.documentId, start: passage.start + 1, end: passage.end + 9 }];
    const question = { conversationId: id, text: 'When?', mode: 'passages', leaveOut } as const;
    const isPassage = (entry: { part: string }) => entry.part === 'passage';
    const forecast = await made.chat.handlers['chat.forecast']({ ...question, leaveOut }, context);
    expect(forecast.ledger.filter(isPassage)).toMatchObject([
      { included: false, reason: 'You left it out.' },
    ]);
    const { answerId } = await made.chat.handlers['chat.ask']({ ...question, leaveOut }, context);
    const message = await finished(made, answerId);
    expect(made.prompts.at(-1)).not.toContain(passage.text);
    expect(message.answer!.passages).toEqual([]);
    expect(message.answer!.ledger.filter(isPassage)).toMatchObject([{ included: false }]);
  });

  it('windows are told how far the document was read ahead, also one that is opened later', async () => {
    const made = program({ attached: [document], script: says('x') });
    const told: unknown[] = [];
    made.events.listen((name, payload) => {
      if (name === 'conversation.readAhead') told.push((payload as { state: string }).state);
    });
    const { id } = await made.chat.handlers['conversation.create']({}, context);
    await made.chat.handlers['conversation.get']({ id }, context);
    await expect.poll(() => told).toEqual(['reading', 'read']);
    await made.chat.handlers['conversation.get']({ id }, context);
    expect(told).toEqual(['reading', 'read', 'read']);
    await finished(made, (await ask(made, 'When?', id)).answerId);
    expect(told).toContain('off');
  });

  it('the ledger says why passages were found by words alone', async () => {
    const searchNote = 'The model was busy, so passages were found by their words alone.';
    const made = program({ attached: [document], found: [passage], searchNote, script: says('x') });
    const { id } = await made.chat.handlers['conversation.create']({}, context);
    const { ledger } = await made.chat.handlers['chat.forecast'](
      { conversationId: id, text: 'When?', mode: 'passages' },
      context,
    );
    expect(ledger).toContainEqual(
      expect.objectContaining({ label: 'Search by meaning', included: false, reason: searchNote }),
    );
  });

  it('the attached document is read ahead, and no longer when its chip is removed', async () => {
    const attached = [document];
    const made = program({ attached, script: says('x') });
    const { id } = await made.chat.handlers['conversation.create']({}, context);
    await made.chat.handlers['conversation.get']({ id }, context);
    await expect.poll(() => made.readAhead.length).toBe(1);
    expect(made.readAhead[0]).toContain(text);
    await finished(made, (await ask(made, 'When?', id)).answerId);
    expect(made.prompts[0]!.startsWith(made.readAhead[0]!)).toBe(true);
    attached.splice(0);
    made.events.emit('conversation.changed', { id, removed: false });
    await expect.poll(() => made.readAhead).toContain('cancelled');
    // What was said about it stays in the conversation, and is all that is read now.
    await expect.poll(() => made.readAhead.at(-1)).toContain('When?');
    expect(made.readAhead.at(-1)).not.toContain(text);
  });

  it('what was said before is read ahead where no document goes in whole', async () => {
    const made = program({ attached: [document], found: [passage], script: says('In spring.') });
    const { id } = await made.chat.handlers['conversation.create']({}, context);
    await made.chat.handlers['conversation.configure']({ id, settings: { mode: 'passages' } }, context);
    await finished(made, (await ask(made, 'When do they nest?', id)).answerId);
    await made.chat.handlers['conversation.get']({ id }, context);
    await expect.poll(() => made.readAhead.at(-1)).toContain('In spring.');
    const ahead = made.readAhead.at(-1)!;
    await finished(made, (await ask(made, 'And where?', id)).answerId);
    expect(made.prompts.at(-1)!.startsWith(ahead)).toBe(true);
  });
});

describe('conversations', () => {
  it('are found by what was said in them', async () => {
    const made = program({ script: says('Reeds grow by the water.') });
    await finished(made, (await ask(made, 'Where do bitterns live?')).answerId);
    await finished(made, (await ask(made, 'What about owls?')).answerId);
    const list = (query: string) => made.chat.handlers['conversation.list']({ query }, context);
    expect((await list('bitter')).conversations.map((one) => one.title)).toEqual(['Where do bitterns live?']);
    expect((await list('reeds water')).conversations).toHaveLength(2);
    expect((await list('"; DROP TABLE')).conversations).toHaveLength(0);
    expect((await list('100%')).conversations).toHaveLength(0);
  });

  it('go with everything in them when they are removed', async () => {
    const attached = [document];
    const made = program({ attached, script: says('x') });
    const { id, answerId } = await ask(made, 'One?');
    await finished(made, answerId);
    await made.chat.handlers['conversation.remove']({ id }, context);
    expect(attached).toEqual([]);
    expect(() => made.chat.handlers['conversation.get']({ id }, context)).toThrow(/not there/);
    expect(
      store.db
        .prepare(
          'SELECT (SELECT count(*) FROM message) + (SELECT count(*) FROM answer) + (SELECT count(*) FROM citation) AS n',
        )
        .get(),
    ).toEqual({ n: 0 });
  });

  it('forget the text of a document that was removed', async () => {
    const made = program({
      attached: [document],
      script: says('The lighthouse at Cape Ness was lit in March 1871.'),
    });
    const { answerId } = await ask(made, 'When?');
    await finished(made, answerId);
    made.events.emit('document.removed', { id: document.id });
    const message = await finished(made, answerId);
    expect(message.answer!.passages.map((one) => one.text)).toEqual(['']);
  });

  it('forget the text of a document that was removed while the answer was written', async () => {
    let isRemoved = false;
    const made = program({
      attached: [document],
      isRemoved: () => isRemoved,
      script: async function* () {
        yield { type: 'text', text: 'The lighthouse at Cape Ness was lit in March 1871.' };
        isRemoved = true;
        made.events.emit('document.removed', { id: document.id });
        yield done;
      },
    });
    const message = await finished(made, (await ask(made, 'When?')).answerId);
    expect(message.answer!.passages.map((one) => one.text)).toEqual(['']);
  });
});
