import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type App, createApp } from '../../main/app.ts';
import { silentLog } from '../../main/log.ts';
import { nodeFork } from '../../main/process/index.ts';
import { temporaryFolder } from '../runtime/support.ts';
import { makeSmallGguf } from '../support/checkpoint/gguf.ts';
import { soon, unaborted } from '../support/library.ts';

// Processes start and models load at the pace of whatever else the machine is doing.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const folder = temporaryFolder();
const data = join(folder.path, 'data');
let app: App;

beforeAll(async () => {
  const model = join(folder.path, 'small.gguf');
  await makeSmallGguf(model, { speech: { words: 8, ends: true } });
  app = await createApp({
    dataDirectory: data,
    fork: nodeFork,
    shell: 'browser',
    version: '1.2.3',
    log: silentLog,
  });
  await app.handlers['settings.set']({ backend: 'cpu', threads: 1, readAhead: false }, unaborted);
  await app.handlers['model.add']({ sources: [{ kind: 'path', path: model }] }, unaborted);
});
afterAll(async () => {
  await app.close();
  folder.remove();
});

/** Imports a text, for a conversation or the library; returns the document. */
async function add(name: string, text: string, conversationId?: string): Promise<string> {
  const path = join(folder.path, name);
  writeFileSync(path, text);
  const options = conversationId === undefined ? {} : { conversationId };
  for await (const { document } of app.documents.importAll([{ kind: 'path', path }], options))
    if (document) return document.id;
  throw new Error('It was not imported.');
}

async function conversation(): Promise<string> {
  return (await app.handlers['conversation.create']({}, unaborted)).id;
}

/** Asks, waits for the answer, and has what the model evaluated saved. */
async function ask(conversationId: string, text: string): Promise<void> {
  const { answerId } = await app.handlers['chat.ask']({ conversationId, text }, unaborted);
  for await (const event of app.streams.answer({ answerId, offset: 0 }, unaborted))
    if (event.type === 'done') expect(event.message.status).toBe('done');
  expect(await app.runtime.keep()).toBe(true);
}

/** The conversations of which something that was evaluated is on the disk. */
const saved = (): string[] =>
  readdirSync(join(data, 'snapshots'))
    .filter((name) => /^[0-9a-f]{16}\.json$/.test(name))
    .map((name) => JSON.parse(readFileSync(join(data, 'snapshots', name), 'utf8')).slot as string)
    .sort();

it('leaves nothing on the disk that a model evaluated of what was deleted', async () => {
  const withDocument = await conversation();
  await add('reeds.md', `The bittern stands in the reeds. ${'It is very still. '.repeat(20)}`, withDocument);
  await ask(withDocument, 'Where does the bittern stand?');
  const fromLibrary = await conversation();
  const inLibrary = await add('owls.md', `The owl flies at night. ${'It is quite silent. '.repeat(20)}`);
  await ask(fromLibrary, 'When does the owl fly?');
  const talk = await conversation();
  await ask(talk, 'Good morning to you, and how are you today?');
  expect(saved()).toEqual([withDocument, fromLibrary, talk].sort());

  await app.handlers['conversation.remove']({ id: talk }, unaborted);
  await expect.poll(saved, soon).toEqual([withDocument, fromLibrary].sort());
  await app.handlers['document.remove']({ id: inLibrary }, unaborted);
  await expect.poll(saved, soon).toEqual([withDocument]);
  const [attached] = app.documents.attachments(withDocument);
  await app.handlers['document.remove']({ id: attached!.id }, unaborted);
  await expect.poll(saved, soon).toEqual([]);
});
