import { listFiles, modelInfo } from '@huggingface/hub';
import { z } from 'zod';
import { BitternError } from '../../../preload/contract/index.ts';
import { refuseFailure } from './answer.ts';
import { type DownloadPlan, downloadPlan, type RemoteFile } from './plan.ts';
import { wantedFiles } from './select.ts';
import type { Server } from './server.ts';
import { smallAnswer } from './small-answer.ts';

/** What to fetch, as the person chose it. */
export interface Wanted {
  /** `owner/name` on the hub. */
  repository: string;
  /** A commit, tag or branch; resolved to a commit once, and kept. */
  revision: string;
  /** The only file that is wanted; without it a checkpoint's. */
  file?: string;
}

/** A checkpoint has a dozen; a list that goes on and on is none. */
const maximumFiles = 10_000;

const commit = z.string().regex(/^[0-9a-f]{40}$/);

/**
 * Asks the hub's API for a repository's commit and its files with sizes and hashes.
 * Throws `not-found` and the like as sentences, passing failures to try again, and `unreadable` when the answer is not
 * one of the hub's API, as from a plain file server.
 */
export async function planFromHub(
  wanted: Wanted,
  server: Server,
  signal: AbortSignal,
): Promise<DownloadPlan> {
  const { repository } = wanted;
  const api = {
    hubUrl: server.address,
    fetch: async (input: string | URL | Request) => {
      const url = new URL(input instanceof Request ? input.url : input);
      const response = await server.request(url, { headers: { accept: 'application/json' }, signal });
      refuseFailure(response, { name: `the list of files of ${repository}`, url });
      // Read here, because the library would believe any size and take a broken connection for a foreign answer.
      const body = await smallAnswer(response, { host: server.host, signal });
      if (!body) throw new Error('The answer is too large.');
      return new Response(body, { status: response.status, headers: response.headers });
    },
  };
  const sha = await understood(server, signal, async () => {
    const info = await modelInfo({
      ...api,
      name: repository,
      revision: wanted.revision,
      additionalFields: ['sha'],
    });
    return commit.parse(info.sha);
  });
  const found = new Map<string, RemoteFile>();
  await understood(server, signal, async () => {
    for await (const entry of listFiles({
      ...api,
      repo: { type: 'model', name: repository },
      revision: sha,
    })) {
      if (entry.type !== 'file') continue;
      if (found.size === maximumFiles) throw new Error('The list of files has no end.');
      found.set(entry.path, {
        name: entry.path,
        url: `${server.address}/${repository}/resolve/${encodeURIComponent(sha)}/${encodeURIComponent(entry.path)}`,
        bytes: entry.lfs?.size ?? entry.size,
        digest: entry.lfs
          ? { kind: 'sha256', hex: entry.lfs.oid }
          : entry.oid
            ? { kind: 'git-sha1', hex: entry.oid }
            : null,
      });
    }
  });
  const files = wantedFiles(wanted, found.keys()).map((name) => found.get(name)!);
  return understood(server, signal, async () =>
    downloadPlan.parse({ server: server.address, repository, revision: sha, files }),
  );
}

/** The library throws a variety of errors at answers that are not the hub's; they all mean the same. */
async function understood<T>(server: Server, signal: AbortSignal, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (thrown) {
    signal.throwIfAborted();
    if (thrown instanceof BitternError) throw thrown;
    throw new BitternError(
      'unreadable',
      `${server.host} did not answer as the model hub does. Check the mirror in the settings.`,
      { cause: thrown },
    );
  }
}
