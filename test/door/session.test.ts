import { afterEach, describe, expect, it } from 'vitest';
import { Session } from '../../main/door/session.ts';
import { EventBus } from '../../main/events.ts';
import type { Handlers, StreamHandlers } from '../../main/handlers.ts';
import { type AnswerEvent, BitternError, Client, type ToWindow, wire } from '../../preload/contract/index.ts';

const logged: string[] = [];
const answerId = 'msg_0123456789';

function connect(handlers: Partial<Handlers>, answer?: StreamHandlers['answer']) {
  const events = new EventBus();
  const services = {
    handlers: handlers as Handlers,
    streams: { answer: answer ?? async function* () {} },
    events,
    log: (_level: string, text: string) => void logged.push(text),
  };
  const sent: ToWindow[] = [];
  const session: Session = new Session(services, (message) => {
    sent.push(message);
    queueMicrotask(() => client.receive(structuredClone(message)));
  });
  const client: Client = new Client((message) => session.receive(structuredClone(message)));
  return { client, session, events, sent };
}

afterEach(() => void logged.splice(0));

describe('a call', () => {
  it('reaches its handler checked and trimmed, and its answer comes back without what the contract does not name', async () => {
    let received = '';
    const { client } = connect({
      'conversation.rename': ({ title }) => {
        received = title;
        return { more: 1 } as never;
      },
    });
    const answer = await client.call('conversation.rename', { id: 'cnv_0123456789', title: '  Tides ' });
    expect(received).toBe('Tides');
    expect(answer).toEqual({});
  });

  it('is refused when a page has too many under way, or gives one number twice', () => {
    const { session } = connect({ 'runtime.status': () => new Promise<never>(() => {}) });
    const ask = (id: number): void =>
      session.receive({ kind: 'call', id, name: 'runtime.status', input: {} });
    ask(0);
    expect(() => ask(0)).toThrow('Too many calls at once.');
    for (let id = 1; id < 256; id++) ask(id);
    expect(() => ask(256)).toThrow('Too many calls at once.');
  });

  it('is refused with a sentence when its input is not of the contract', async () => {
    const { client } = connect({});
    await expect(
      client.call('chat.ask', { conversationId: 'cnv_0123456789', text: '   ' }),
    ).rejects.toMatchObject({
      code: 'bad-input',
      message: 'Write a question first.',
    });
    await expect(
      client.call('chat.ask', { conversationId: 'cnv_0123456789', text: 'reed '.repeat(20_001) }),
    ).rejects.toMatchObject({
      code: 'bad-input',
      message: 'A question can have 100,000 characters at most. Attach a longer text as a document.',
    });
    await expect(client.call('conversation.get', { id: '../../etc/passwd' })).rejects.toMatchObject({
      code: 'bad-input',
    });
    await expect(client.call('toString' as never, {} as never)).rejects.toMatchObject({ code: 'bad-input' });
  });

  it('passes on a sentence, and keeps a defect to the log', async () => {
    const { client } = connect({
      'runtime.unload': () => {
        throw new BitternError('no-model', 'Add a model first.');
      },
      'runtime.status': () => {
        throw new Error('/home/someone/secret');
      },
    });
    await expect(client.call('runtime.unload', {})).rejects.toMatchObject({
      code: 'no-model',
      message: 'Add a model first.',
    });
    const defect = (await client.call('runtime.status', {}).catch((error: unknown) => error)) as BitternError;
    expect(defect.code).toBe('internal');
    expect(defect.message).not.toContain('secret');
    expect(logged).toEqual(['runtime.status failed.']);
  });

  it('is aborted when the window goes away', async () => {
    let aborted = false;
    const { client, session } = connect({
      'runtime.status': (_input, { signal }) =>
        new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => {
            aborted = true;
            reject(new Error('gone'));
          }),
        ),
    });
    void client.call('runtime.status', {}).catch(() => {});
    session.close();
    expect(aborted).toBe(true);
  });
});

describe('a stream', () => {
  const text = (offset: number): AnswerEvent => ({ type: 'text', offset, text: 'x' });

  it('arrives whole and in order, however long', async () => {
    const { client } = connect({}, async function* () {
      for (let offset = 0; offset < 2000; offset++) yield text(offset);
    });
    const offsets: number[] = [];
    await new Promise<void>((resolve, reject) => {
      client.open(
        'answer',
        { answerId, offset: 0 },
        {
          onItem: (item) => void (item.type === 'text' && offsets.push(item.offset)),
          onEnd: (error) => (error ? reject(error) : resolve()),
        },
      );
    });
    expect(offsets).toEqual(Array.from({ length: 2000 }, (_, index) => index));
  });

  it('waits for a window that does not acknowledge', async () => {
    let produced = 0;
    const events = new EventBus();
    const session = new Session(
      {
        handlers: {} as Handlers,
        streams: {
          answer: async function* () {
            for (;;) yield text(produced++);
          },
        },
        events,
        log: () => {},
      },
      () => {},
    );
    session.receive({ kind: 'open', id: 1, name: 'answer', input: { answerId, offset: 0 } });
    await new Promise((resolve) => setImmediate(resolve));
    expect(produced).toBe(wire.window);
    session.receive({ kind: 'acknowledge', id: 1, count: 10 });
    await new Promise((resolve) => setImmediate(resolve));
    expect(produced).toBe(wire.window + 10);
    session.close();
  });

  it('ends its source when the window closes it', async () => {
    let ended = false;
    const { client } = connect({}, async function* () {
      try {
        for (let offset = 0; ; offset++) {
          yield text(offset);
          await new Promise((resolve) => setImmediate(resolve));
        }
      } finally {
        ended = true;
      }
    });
    const close = client.open('answer', { answerId, offset: 0 }, { onItem: () => close(), onEnd: () => {} });
    await expect.poll(() => ended).toBe(true);
  });
});

it('refuses messages that are not of the contract', () => {
  const { session } = connect({});
  for (const nonsense of [
    null,
    1,
    'x',
    {},
    { kind: 'call' },
    { kind: 'call', id: 1, name: 'x', input: {}, more: 1 },
    { kind: 'acknowledge', id: 1, count: -1 },
  ])
    expect(() => session.receive(nonsense)).toThrow(BitternError);
});

it('delivers events to every window until it is closed', async () => {
  const { client, events, session } = connect({});
  const seen: string[] = [];
  client.on('notice', (notice) => void seen.push(notice.text));
  events.emit('notice', { level: 'info', text: 'one' });
  session.close();
  events.emit('notice', { level: 'info', text: 'two' });
  await new Promise((resolve) => setImmediate(resolve));
  expect(seen).toEqual(['one']);
});
