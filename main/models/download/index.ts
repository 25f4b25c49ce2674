import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Amount } from '../../jobs/index.ts';
import { renameFile } from '../move.ts';
import { currentPlan } from './current-plan.ts';
import { diskError, freeBytes, requireRoom } from './disk.ts';
import { fetchFile } from './fetch-file.ts';
import type { Wanted } from './hub.ts';
import { type OpenFile, PartFile } from './part.ts';
import { type DownloadPlan, type DownloadState, planBytes, type RemoteFile } from './plan.ts';
import { type Patience, realPatience } from './retry.ts';
import type { Server } from './server.ts';

export type { Wanted } from './hub.ts';
export { type DownloadState, downloadState, emptyState } from './plan.ts';
export { type Patience, realPatience } from './retry.ts';
export { currentServer, type Server } from './server.ts';

export interface DownloadOptions {
  wanted: Wanted;
  /** What the files make, for people. */
  title: string;
  server: Server;
  /** Where the files go; made if it is not there. */
  folder: string;
  /** Bytes that must be free besides those of the download: what is made of it before it can go. */
  roomAfter: number;
  signal: AbortSignal;
  /** From an earlier try, or `emptyState`. */
  state: DownloadState;
  /** Called when there is something to remember; must have it stored when it returns. */
  save(state: DownloadState): void;
  report(amount: Amount | null, step: string): void;
  /** Told once when the server publishes no hashes. */
  onUnverifiable?(text: string): void;
  patience?: Patience;
  /** For tests: what opens files, and how much room there is. */
  open?: OpenFile;
  free?: (folder: string) => Promise<number>;
}

/**
 * Brings a checkpoint's files into a folder, each checked against the hash that the hub publishes. May be stopped at any
 * moment, by a signal or by force, and goes on from there when it is called again with the saved state.
 * Throws a `BitternError` whose message is one sentence; what is here stays for the next try.
 */
export async function download(options: DownloadOptions): Promise<DownloadPlan> {
  const { folder, signal, report } = options;
  await mkdir(folder, { recursive: true }).catch((thrown: unknown) => {
    throw diskError(thrown, join(folder, 'config.json'));
  });
  let state = options.state;
  const save = (change: Partial<DownloadState>): void => {
    state = { ...state, ...change };
    options.save(state);
  };
  const patience = options.patience ?? realPatience;
  const plan = await currentPlan({ ...options, patience }, state.plan, (fresh) =>
    save({ plan: fresh, etags: {} }),
  );
  const whole = planBytes(plan);
  const missing = whole - (await bytesHere(plan, folder));
  requireRoom(options.title, missing + options.roomAfter, await (options.free ?? freeBytes)(folder), folder);

  let finished = 0;
  for (const [index, file] of plan.files.entries()) {
    signal.throwIfAborted();
    const target = join(folder, file.name);
    const label = `${file.name} (${index + 1} of ${plan.files.length})`;
    const amount = (bytes: number): Amount => ({ done: finished + bytes, total: whole, unit: 'bytes' });
    let here = 0;
    if (!(await isVerified(target, file, state))) {
      await reclaim(target);
      await fetchFile(file, target, {
        server: options.server,
        signal,
        patience,
        open: options.open,
        etag: state.etags[file.name] ?? null,
        saveEtag: (etag) => {
          const { [file.name]: _, ...others } = state.etags;
          save({ etags: etag === null ? others : { ...others, [file.name]: etag } });
        },
        onBytes: (bytes) => {
          here = bytes;
          report(amount(bytes), `Downloading ${label}`);
        },
        onRead: (done, total) =>
          report({ done, total, unit: 'bytes' }, `Checking what is already here of ${label}`),
        onStep: (step) => report(amount(here), step),
      });
      const { size, mtimeMs } = await stat(target);
      save({
        verified: {
          ...state.verified,
          [file.name]: { bytes: size, modifiedMs: mtimeMs, digest: file.digest?.hex ?? '' },
        },
      });
    }
    finished += file.bytes;
    report(amount(0), `Downloaded ${label}`);
  }
  return plan;
}

/** Bytes of the plan that are on the disk, finished or begun. */
async function bytesHere(plan: DownloadPlan, folder: string): Promise<number> {
  let bytes = 0;
  for (const file of plan.files) {
    const target = join(folder, file.name);
    const found = (await sizeOf(target)) ?? (await sizeOf(PartFile.path(target))) ?? 0;
    bytes += Math.min(found, file.bytes);
  }
  return bytes;
}

/** Whether the finished file is the one that was checked, by size and time of change. */
async function isVerified(target: string, file: RemoteFile, state: DownloadState): Promise<boolean> {
  const seen = state.verified[file.name];
  const now = await stat(target).catch(() => null);
  return (
    seen !== undefined &&
    now !== null &&
    seen.bytes === file.bytes &&
    seen.digest === (file.digest?.hex ?? '') &&
    now.size === file.bytes &&
    now.mtimeMs === seen.modifiedMs
  );
}

/** A finished file that is not known to be right is read again, as a part that may prove complete. */
async function reclaim(target: string): Promise<void> {
  if ((await sizeOf(target)) === null) return;
  await renameFile(target, PartFile.path(target));
}

async function sizeOf(path: string): Promise<number | null> {
  const found = await stat(path).catch(() => null);
  return found?.isFile() ? found.size : null;
}
