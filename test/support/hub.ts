import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A repository's files by name. */
export type Repository = Readonly<Record<string, Uint8Array>>;

/** The files of a folder, as a repository. */
export function repositoryFrom(folder: string): Repository {
  return Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))]));
}

/** One request as the hub or its storage host saw it. */
export interface SeenRequest {
  server: 'hub' | 'storage';
  method: string;
  path: string;
  query: string;
  headers: IncomingMessage['headers'];
  /** How many requests for this path on this server came before. */
  before: number;
}

/** How an answer goes wrong; bytes count from the start of the answer's body. */
export interface Fault {
  status?: number;
  headers?: Record<string, string>;
  /** The connection is reset after so many bytes. */
  resetAfter?: number;
  /** The answer ends as if complete, after so many bytes. */
  endAfter?: number;
  /** Nothing comes after so many bytes, and nothing ends. */
  stallAfter?: number;
  ignoreRange?: boolean;
  /** Answers a range with one that begins elsewhere. */
  wrongRange?: boolean;
  /** One bit of the file is another. */
  corrupt?: boolean;
  /** More bytes than the file has. */
  surplus?: number;
  etag?: string | null;
  /** Does not say how long the answer is. */
  hideLength?: boolean;
  bytesPerSecond?: number;
}

export interface FakeHub {
  /** Base address: set it as the mirror. */
  readonly url: string;
  readonly storageUrl: string;
  readonly commit: string;
  readonly requests: SeenRequest[];
  /** Bytes a second of every answer that no fault slows, for watching progress; null: as fast as can be. */
  bytesPerSecond: number | null;
  /** Decides what goes wrong with a request; null: nothing. */
  fault: (request: SeenRequest) => Fault | null;
  close(): Promise<void>;
}

export interface FakeHubOptions {
  repositories: Readonly<Record<string, Repository>>;
  /** False: a plain file server with ranges, that serves `/<repository>/<file>` and nothing else. */
  api?: boolean;
}

const isLarge = (name: string): boolean => /\.(bin|safetensors|gguf)$/.test(name);
const hashes = new WeakMap<Uint8Array, string>();
function sha256(bytes: Uint8Array): string {
  const known = hashes.get(bytes);
  if (known) return known;
  const hash = createHash('sha256').update(bytes).digest('hex');
  hashes.set(bytes, hash);
  return hash;
}
const gitSha1 = (bytes: Uint8Array): string =>
  createHash('sha1').update(`blob ${bytes.byteLength}\0`).update(bytes).digest('hex');

/**
 * A hub on this machine that behaves like the public one: an API that lists files with sizes and hashes, large files
 * behind a redirect to a storage host of another origin with a signed address, ranges, entity tags; and that
 * misbehaves on demand.
 */
export async function startHub(options: FakeHubOptions): Promise<FakeHub> {
  const commit = createHash('sha1')
    .update(JSON.stringify(Object.keys(options.repositories)))
    .digest('hex');
  const requests: SeenRequest[] = [];
  const stored = new Map<string, Uint8Array>();
  for (const files of Object.values(options.repositories))
    for (const [name, bytes] of Object.entries(files)) if (isLarge(name)) stored.set(sha256(bytes), bytes);

  const hub: FakeHub = {
    url: '',
    storageUrl: '',
    commit,
    requests,
    bytesPerSecond: null,
    fault: () => null,
    close: async () => {
      await Promise.all([stop(front), stop(storage)]);
    },
  };

  const serve = (server: 'hub' | 'storage', answer: (seen: SeenRequest, to: Answer) => void) =>
    createServer((request, response) => {
      const url = new URL(request.url ?? '/', 'http://x');
      const path = decodeURIComponent(url.pathname);
      const before = requests.filter((one) => one.server === server && one.path === path).length;
      const seen = {
        server,
        method: request.method ?? '',
        path,
        query: url.search,
        headers: request.headers,
        before,
      };
      requests.push(seen);
      const fault = hub.fault(seen) ?? {};
      const { bytesPerSecond } = hub;
      const to = new Answer(request, response, {
        ...(bytesPerSecond !== null && { bytesPerSecond }),
        ...fault,
      });
      if (fault.status !== undefined) to.text(fault.status, 'the fake hub was told to');
      else answer(seen, to);
    });

  const storage = serve('storage', ({ path }, to) => {
    const bytes = stored.get(path.slice(1));
    if (bytes) to.file(bytes, `"${path.slice(1)}"`);
    else to.text(404, 'no such object');
  });

  const front = serve('hub', ({ path }, to) => {
    for (const [repository, files] of Object.entries(options.repositories)) {
      const under = (prefix: string) => (path.startsWith(prefix) ? path.slice(prefix.length) : null);
      if (options.api === false) {
        const name = under(`/${repository}/`);
        const bytes = name === null ? undefined : files[name];
        if (bytes) {
          to.file(bytes, `"${sha256(bytes).slice(0, 16)}"`);
          return;
        }
        continue;
      }
      if (under(`/api/models/${repository}/revision/`) !== null) {
        to.json({
          _id: '1',
          id: repository,
          private: false,
          gated: false,
          downloads: 1,
          likes: 1,
          lastModified: '2024-01-01T00:00:00.000Z',
          sha: commit,
        });
        return;
      }
      if (under(`/api/models/${repository}/tree/`) === commit) {
        to.json(listing(files));
        return;
      }
      const name = under(`/${repository}/resolve/${commit}/`);
      const bytes = name === null ? undefined : files[name];
      if (name === null || !bytes) continue;
      if (isLarge(name))
        to.redirect(`${hub.storageUrl}/${sha256(bytes)}?X-Signature=secret-${requests.length}`);
      else to.file(bytes, `"${gitSha1(bytes)}"`);
      return;
    }
    to.text(404, 'Repository or file not found');
  });

  return Object.assign(hub, { url: await listen(front), storageUrl: await listen(storage) });
}

/** What `/api/models/<repository>/tree/<revision>` answers. */
function listing(files: Repository): object[] {
  return [
    ...Object.entries(files).map(([path, bytes]) => {
      if (!isLarge(path)) return { type: 'file', oid: gitSha1(bytes), size: bytes.byteLength, path };
      const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${sha256(bytes)}\nsize ${bytes.byteLength}\n`;
      return {
        type: 'file',
        oid: gitSha1(Buffer.from(pointer)),
        size: bytes.byteLength,
        lfs: { oid: sha256(bytes), size: bytes.byteLength, pointerSize: pointer.length },
        path,
      };
    }),
    { type: 'directory', oid: '0'.repeat(40), size: 0, path: 'images' },
  ];
}

/** One answer, with what goes wrong in it. */
class Answer {
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;
  readonly #fault: Fault;

  constructor(request: IncomingMessage, response: ServerResponse, fault: Fault) {
    this.#request = request;
    this.#response = response;
    this.#fault = fault;
  }

  text(status: number, body: string): void {
    this.#response.writeHead(status, { 'content-type': 'text/plain', ...this.#fault.headers }).end(body);
  }

  json(body: unknown): void {
    const bytes = Buffer.from(JSON.stringify(body) + ' '.repeat(this.#fault.surplus ?? 0));
    this.#response.writeHead(200, {
      'content-type': 'application/json',
      'content-length': bytes.byteLength,
      ...this.#fault.headers,
    });
    void this.#send(bytes);
  }

  redirect(location: string): void {
    this.#response.writeHead(302, { location, 'set-cookie': 'token=secret', ...this.#fault.headers }).end();
  }

  file(whole: Uint8Array, ownEtag: string): void {
    const fault = this.#fault;
    const etag = fault.etag === undefined ? ownEtag : fault.etag;
    const asked = /^bytes=(\d+)-(\d*)$/.exec(this.#request.headers.range ?? '');
    const condition = this.#request.headers['if-range'];
    const isPartial = asked && !fault.ignoreRange && (condition === undefined || condition === etag);
    const size = whole.byteLength;
    let start = isPartial ? Number(asked[1]) : 0;
    const end = isPartial && asked[2] ? Math.min(Number(asked[2]) + 1, size) : size;
    const headers: Record<string, string> = { ...(etag !== null && { etag }), ...fault.headers };
    if (isPartial && start >= size) {
      this.#response.writeHead(416, { ...headers, 'content-range': `bytes */${size}` }).end();
      return;
    }
    if (isPartial && fault.wrongRange) start = Math.max(0, start - 7);
    if (isPartial) headers['content-range'] = `bytes ${start}-${end - 1}/${size}`;
    let body = Buffer.from(whole.subarray(start, end));
    if (fault.corrupt) body[Math.floor(body.byteLength / 2)]! ^= 1;
    if (fault.surplus) body = Buffer.concat([body, Buffer.alloc(fault.surplus)]);
    if (!fault.hideLength) headers['content-length'] = String(body.byteLength);
    this.#response.writeHead(isPartial ? 206 : 200, headers);
    if (this.#request.method === 'HEAD') this.#response.end();
    else void this.#send(body);
  }

  async #send(body: Buffer): Promise<void> {
    const { resetAfter, endAfter, stallAfter, bytesPerSecond } = this.#fault;
    const stop = Math.min(body.byteLength, resetAfter ?? endAfter ?? stallAfter ?? body.byteLength);
    const step = bytesPerSecond === undefined ? 65_536 : Math.max(1, Math.floor(bytesPerSecond / 50));
    for (let at = 0; at < stop && !this.#response.destroyed; at += step) {
      const more = this.#response.write(body.subarray(at, Math.min(stop, at + step)));
      if (bytesPerSecond !== undefined) await sleep(20);
      else if (!more) await this.#drained();
    }
    if (stallAfter !== undefined) return;
    // Time for what was written to arrive: a reset throws away what still waits to be sent.
    if (resetAfter !== undefined) setTimeout(() => this.#request.socket.resetAndDestroy(), 30);
    else this.#response.end();
  }

  /** Resolves when there is room for more, or nobody listens any more. */
  #drained(): Promise<void> {
    return new Promise((resolve) => {
      const go = (): void => {
        this.#response.off('drain', go).off('close', go);
        resolve();
      };
      this.#response.once('drain', go).once('close', go);
    });
  }
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
