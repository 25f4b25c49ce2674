import { createHash } from 'node:crypto';
import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { checksumOf } from './checksum.ts';
import { claimPath } from './claim.ts';
import { Journal, type JournalLine, readJournal } from './journal.ts';
import { noDigest, type Plan } from './plan.ts';

/** Where a conversion writes until it is finished: the model under a temporary name, and the journal of what is done. */
export function partialPaths(output: string): { partial: string; journal: string } {
  return { partial: `${output}.partial`, journal: `${output}.partial.journal` };
}

/** Tells one conversion from another: same source files, same recipe, same layout. A change of any begins anew. */
export function conversionId(plan: Plan): string {
  const hash = createHash('sha256').update(plan.header(noDigest));
  for (const { path, bytes, modifiedMs } of plan.checkpoint.files)
    hash.update(`\n${path} ${bytes} ${modifiedMs}`);
  for (const { stored } of plan.tensors) hash.update(`\n${stored.type} ${stored.offset}`);
  return hash.digest('hex');
}

/** The model while it is being made. */
export interface Partial extends AsyncDisposable {
  readonly file: FileHandle;
  readonly journal: Journal;
  /** Tensors that an earlier run finished and whose bytes still are what it wrote. */
  readonly finished: ReadonlyMap<number, JournalLine>;
  /** Nothing of it is to be used again: it goes when it is closed. */
  discard(): void;
}

async function verifiedLines(
  plan: Plan,
  file: FileHandle,
  lines: readonly JournalLine[],
): Promise<JournalLine[]> {
  const holding: JournalLine[] = [];
  for (const line of lines) {
    const tensor = plan.tensors[line.tensor];
    if (tensor && (await checksumOf(file, tensor.place)) === line.crc) holding.push(line);
  }
  return holding;
}

/**
 * Opens the partial file of a conversion: the one an interrupted run left, with what of it can be used again, or a new one.
 * Nobody else may be making the same: see `claimOutput`.
 */
export async function openPartial(plan: Plan, output: string): Promise<Partial> {
  const paths = partialPaths(output);
  const id = conversionId(plan);
  const found = await readJournal(paths.journal);
  const resumes = found?.conversion === id && (await stat(paths.partial).catch(() => null)) !== null;
  const file = await open(paths.partial, resumes ? 'r+' : 'w+');
  try {
    const lines = resumes ? await verifiedLines(plan, file, found.lines) : [];
    const journal = await Journal.start(paths.journal, id, lines);
    let discarded = false;
    return {
      file,
      journal,
      finished: new Map(lines.map((line) => [line.tensor, line])),
      discard: () => {
        discarded = true;
      },
      [Symbol.asyncDispose]: async () => {
        await journal[Symbol.asyncDispose]();
        await file.close();
        if (discarded) await discardPartial(output);
      },
    };
  } catch (thrown) {
    await file.close();
    throw thrown;
  }
}

/** Makes a rename last through a power cut, where the system can (Windows cannot open folders, and does not need it). */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  await folder.sync().finally(() => folder.close());
}

/** Gives a finished, flushed partial file its name and takes the journal away. */
export async function finishPartial(output: string): Promise<void> {
  const paths = partialPaths(output);
  await rename(paths.partial, output);
  await syncFolder(dirname(output));
  await rm(paths.journal, { force: true });
}

/** Takes away what a conversion left behind that is not to be resumed. */
export async function discardPartial(output: string): Promise<void> {
  const paths = partialPaths(output);
  await rm(paths.journal, { force: true });
  await rm(paths.partial, { force: true });
  await rm(claimPath(output), { force: true });
}
