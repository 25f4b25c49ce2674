import { BitternError } from '../../../preload/contract/index.ts';
import { contentRange, refuseFailure } from './answer.ts';
import type { Wanted } from './hub.ts';
import { type Digest, type DownloadPlan, downloadPlan, type RemoteFile } from './plan.ts';
import { selectFiles, shardsOf, smallFiles, weightForms } from './select.ts';
import type { Server } from './server.ts';
import { smallAnswer } from './small-answer.ts';

/**
 * Finds a checkpoint on a plain file server, which has no API: the folder is the first of some natural ones that holds
 * a `config.json`, sizes come from the server's headers, hashes from a `SHA256SUMS` beside the files if there is one.
 * Throws `not-found` and the like as sentences, and passing failures to try again.
 */
export async function planFromPlainServer(
  wanted: Wanted,
  server: Server,
  signal: AbortSignal,
): Promise<DownloadPlan> {
  const folder = await findFolder(wanted, server, signal);
  if (wanted.file !== undefined) return await planOfFile(wanted, wanted.file, folder, server, signal);
  const ask = new Asker(folder, server, signal);
  const there = new Set<string>();
  for (const name of smallFiles) if ((await ask.bytesOf(name)) !== null) there.add(name);
  for (const form of weightForms) {
    const index = await ask.text(form.index);
    if (index !== null) {
      there.add(form.index);
      for (const shard of shardsOf(parsed(index), form.shard, wanted.repository)) there.add(shard);
      break;
    }
    if ((await ask.bytesOf(form.whole)) !== null) {
      there.add(form.whole);
      break;
    }
  }
  const sums = readSums((await ask.text('SHA256SUMS')) ?? '');
  const files: RemoteFile[] = [];
  for (const name of selectFiles(there, wanted.repository)) {
    const bytes = await ask.bytesOf(name);
    if (bytes === null) throw missing(name, server);
    files.push({ name, url: ask.url(name).href, bytes, digest: sums.get(name) ?? null });
  }
  return downloadPlan.parse({
    server: server.address,
    repository: wanted.repository,
    revision: wanted.revision,
    files,
  });
}

/** The plan of one file that is used as it is. */
async function planOfFile(
  { repository, revision }: Wanted,
  name: string,
  folder: string,
  server: Server,
  signal: AbortSignal,
): Promise<DownloadPlan> {
  const ask = new Asker(folder, server, signal);
  const bytes = await ask.bytesOf(name);
  if (bytes === null) throw missing(name, server);
  const digest = readSums((await ask.text('SHA256SUMS')) ?? '').get(name) ?? null;
  const files: RemoteFile[] = [{ name, url: ask.url(name).href, bytes, digest }];
  return downloadPlan.parse({ server: server.address, repository, revision, files });
}

/** The hub's own layout first, then the repository's folders, then the address itself. */
async function findFolder(wanted: Wanted, server: Server, signal: AbortSignal): Promise<string> {
  const { repository, revision } = wanted;
  const candidates = [
    `${server.address}/${repository}/resolve/${encodeURIComponent(revision)}`,
    `${server.address}/${repository}`,
    `${server.address}/${repository.split('/').at(-1)}`,
    server.address,
  ];
  for (const folder of candidates) {
    const ask = new Asker(folder, server, signal);
    if (wanted.file !== undefined) {
      if ((await ask.bytesOf(wanted.file)) !== null) return folder;
      continue;
    }
    const config = await ask.text('config.json');
    // Some servers answer every address with a page.
    if (config !== null && parsed(config) !== null) return folder;
  }
  throw missing(`${repository} (looked for its ${wanted.file ?? 'config.json'})`, server);
}

/** Questions about the files of one folder on a plain server. */
class Asker {
  readonly #folder: string;
  readonly #server: Server;
  readonly #signal: AbortSignal;
  readonly #bytes = new Map<string, number | null>();

  constructor(folder: string, server: Server, signal: AbortSignal) {
    this.#folder = folder;
    this.#server = server;
    this.#signal = signal;
  }

  url(name: string): URL {
    return new URL(`${this.#folder}/${encodeURIComponent(name)}`);
  }

  /** A file's size; null when it is not there. Throws `refused` when the server does not tell sizes. */
  async bytesOf(name: string): Promise<number | null> {
    const known = this.#bytes.get(name);
    if (known !== undefined) return known;
    const bytes = await this.#askBytes(name);
    this.#bytes.set(name, bytes);
    return bytes;
  }

  /** A small file's text; null when it is not there or too large to be what it should. */
  async text(name: string): Promise<string | null> {
    const response = await this.#ask('GET', name);
    if (!response) return null;
    const body = await smallAnswer(response, { host: this.#server.host, signal: this.#signal });
    return body?.toString('utf8') ?? null;
  }

  async #askBytes(name: string): Promise<number | null> {
    const head = await this.#ask('HEAD', name);
    if (!head) return null;
    const length = head.headers.get('content-length');
    if (length !== null) return Number(length);
    const probe = await this.#ask('GET', name, { range: 'bytes=0-0' });
    await probe?.body?.cancel();
    const total = probe && contentRange(probe)?.total;
    if (typeof total === 'number') return total;
    throw new BitternError(
      'refused',
      `${this.#server.host} does not tell how large ${name} is, so it cannot serve as a mirror.`,
    );
  }

  async #ask(
    method: 'GET' | 'HEAD',
    name: string,
    headers?: Record<string, string>,
  ): Promise<Response | null> {
    const url = this.url(name);
    const response = await this.#server.request(url, {
      method,
      headers: { 'accept-encoding': 'identity', ...headers },
      signal: this.#signal,
    });
    if (response.status === 404 || response.status === 410) {
      await response.body?.cancel();
      return null;
    }
    refuseFailure(response, { name, url });
    return response;
  }
}

/** The lines `<sha256>  <name>` that `sha256sum` writes. */
function readSums(text: string): Map<string, Digest> {
  const sums = new Map<string, Digest>();
  for (const line of text.split(/\r?\n/)) {
    const match = /^([0-9a-fA-F]{64}) [ *](?:\.\/)?(\S+)$/.exec(line);
    if (match) sums.set(match[2]!, { kind: 'sha256', hex: match[1]!.toLowerCase() });
  }
  return sums;
}

function parsed(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' ? value : null;
  } catch {
    return null;
  }
}

function missing(name: string, server: Server): BitternError {
  return new BitternError(
    'not-found',
    `${server.host} does not have ${name}. Check the mirror in the settings.`,
  );
}
