import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createDocuments,
  type Documents,
  type Embedder,
  type ParserSource,
} from '../../main/documents/index.ts';
import type { ParsedBlock, ParsedItem, ParsedPart } from '../../main/documents/parser/interface.ts';
import { EventBus } from '../../main/events.ts';
import { createJobs, type JobBoard } from '../../main/jobs/index.ts';
import { type Log, silentLog } from '../../main/log.ts';
import { openStore, type Store } from '../../main/store/index.ts';
import { BitternError, type EventName } from '../../preload/contract/index.ts';

/** One page of plain text as blocks: a line with `# ` is a heading, `~ ` a running header, an empty line ends a paragraph. */
export function pageOf(page: number, text: string): ParsedPart {
  const blocks: ParsedBlock[] = [];
  for (const match of text.matchAll(/\S[\s\S]*?(?=\n\s*\n|$(?![\s\S]))/g)) {
    const [found] = match;
    const level = /^#+(?= )/.exec(found)?.[0].length ?? null;
    const kind = level ? 'heading' : found.startsWith('~ ') ? 'header' : 'paragraph';
    blocks.push({ kind, level, start: match.index, end: match.index + found.trimEnd().length });
  }
  const pageKind = blocks.length > 0 ? 'text' : 'empty';
  return { kind: 'part', page, pageKind, width: null, height: null, text, blocks, words: null };
}

/**
 * Stands in for the parser processes: reads text with form feeds between its pages. A first line `!fail SENTENCE` makes it
 * fail, `!password WORD` asks for that password, `!wait` makes it wait after the first page until `release` is called.
 */
export class TextParser implements ParserSource {
  /** Paths in the order in which they were read. */
  readonly read: string[] = [];
  #release = Promise.withResolvers<void>();

  release(): void {
    this.#release.resolve();
  }

  async *parse(
    request: { path: string; fileName: string; password: string | null },
    { signal }: { signal: AbortSignal },
  ): AsyncGenerator<ParsedItem> {
    this.read.push(request.fileName);
    const text = await readFile(request.path, 'utf8');
    const [, fail] = /^!fail (.*)/.exec(text) ?? [];
    if (fail) throw new BitternError('unreadable', fail);
    const [, password] = /^!password (.*)/.exec(text) ?? [];
    if (password && request.password !== password)
      throw new BitternError('needs-password', 'This file is encrypted. Type its password.');
    const pages = text.split('\f');
    yield { kind: 'head', type: 'text', title: null, pages: pages.length, paginated: pages.length > 1 };
    for (const [index, page] of pages.entries()) {
      signal.throwIfAborted();
      if (index === 1 && text.startsWith('!wait')) {
        const aborted = new Promise((_, reject) =>
          signal.addEventListener('abort', () => reject(new BitternError('cancelled', 'Stopped.'))),
        );
        await Promise.race([this.#release.promise, aborted]);
      }
      yield pageOf(index + 1, page);
    }
    yield {
      kind: 'tail',
      notes: pages.length > 1 ? [{ level: 'info', text: `It has ${pages.length} pages.` }] : [],
    };
  }

  async close(): Promise<void> {}
}

/** No embedding model is installed. */
export const noEmbedder: Embedder = {
  model: () => null,
  isInstalled: () => false,
  embed: () => Promise.reject(new Error('There is no model to embed with.')),
};

/** A library in a folder of its own, with real storage and threads. */
export interface TestLibrary extends AsyncDisposable {
  directory: string;
  store: Store;
  documents: Documents;
  parser: TextParser;
  jobs: JobBoard;
  /** Tells the service an event of another one. */
  tell(name: EventName, payload: unknown): void;
  events: { name: EventName; payload: unknown }[];
  /** Writes a file outside the data folder; returns its path. */
  file(name: string, content: string | Uint8Array): string;
  /** A conversation in the store; returns its id. */
  conversation(id?: string): string;
  /** Imports files and waits until they are settled. */
  add(...paths: string[]): Promise<string[]>;
  /** Ends the service and the store and opens them again, as a restart does. */
  reopen(): Promise<void>;
}

export async function openLibrary(
  options: { log?: Log; parser?: TextParser; embedder?: Embedder } = {},
): Promise<TestLibrary> {
  const root = mkdtempSync(join(tmpdir(), 'bittern-library-'));
  const directory = join(root, 'data');
  const log = options.log ?? silentLog;
  const events: TestLibrary['events'] = [];

  const open = async () => {
    const store = await openStore(directory, log);
    const bus = new EventBus();
    bus.listen((name, payload) => events.push({ name, payload }));
    const parser = options.parser ?? new TextParser();
    const jobs = createJobs({ store, events: bus, log }).board;
    const documents = createDocuments({
      store,
      events: bus,
      jobs,
      embedder: options.embedder ?? noEmbedder,
      log,
      fork: () => {
        throw new Error('No process is needed here.');
      },
      directory,
      resolveUpload: (uploadId) => ({ path: join(root, uploadId) }),
      parser,
    });
    const tell: TestLibrary['tell'] = (name, payload) => bus.emit(name, payload as never);
    return { store, documents, parser, jobs, tell };
  };
  const close = async () => {
    await library.jobs.close();
    await library.documents.close();
    library.store.close();
  };

  const library: TestLibrary = {
    ...(await open()),
    directory,
    events,
    file(name, content) {
      const path = join(root, name);
      writeFileSync(path, content);
      return path;
    },
    conversation(id = 'cnv_0000000001') {
      library.store.db
        .prepare(
          `INSERT INTO conversation (id, title, settings, created_at, updated_at) VALUES (?, 'A talk', '{}', 1, 1)`,
        )
        .run(id);
      return id;
    },
    async add(...paths) {
      const ids: string[] = [];
      for await (const { document, error } of library.documents.importAll(
        paths.map((path) => ({ kind: 'path', path })),
      )) {
        if (!document) throw new Error(error?.message);
        ids.push(document.id);
      }
      return ids;
    },
    async reopen() {
      await close();
      Object.assign(library, await open());
    },
    async [Symbol.asyncDispose]() {
      await close();
      rmSync(root, { recursive: true, force: true });
    },
  };
  return library;
}

/** For `expect.poll`: how long something may take on a machine that is busy with other tests. */
export const soon = { timeout: 25_000, interval: 50 };

/** The context of a call whose window stays. */
export const unaborted = { signal: new AbortController().signal };
