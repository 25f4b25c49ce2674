import { stat } from 'node:fs/promises';
import { basename, isAbsolute, resolve } from 'node:path';
import { asBitternError, BitternError, type Source } from '../../../preload/contract/index.ts';
import type { ImportSource } from '../../store/import-sources.ts';
import { folderFiles } from '../import/folder-files.ts';
import type { Intake, IntakeOutcome } from '../import/intake.ts';

/** Where the browser shell has put an upload. */
export type ResolveUpload = (
  uploadId: string,
) => Promise<{ path: string } | undefined> | { path: string } | undefined;

/** A file that was given or found, on its way to being a document. */
export interface GivenFile {
  /** Its path, or an upload's name. */
  file: string;
  outcome: Promise<IntakeOutcome>;
}

/** Files of a folder are submitted this many at a time, so that a hundred thousand of them are never in memory at once. */
const atOnce = 200;

/**
 * Everything that sources lead to: the files, and those of folders, as they are found. What cannot be taken in has an
 * outcome that rejects with a sentence.
 */
export async function* givenFiles(
  sources: readonly Source[],
  options: {
    intake: Intake;
    resolveUpload: ResolveUpload;
    conversationId: string | null;
    signal?: AbortSignal;
  },
): AsyncGenerator<GivenFile> {
  const { intake, resolveUpload, conversationId, signal } = options;
  const importSource = (path: string, name: string, isUpload: boolean): ImportSource => ({
    path,
    name,
    isUpload,
    conversationId,
    inLibrary: conversationId === null,
    folderId: null,
  });
  for (const source of sources) {
    signal?.throwIfAborted();
    const name = source.kind === 'upload' ? source.name : basename(source.path);
    const file = source.kind === 'upload' ? source.name : source.path;
    try {
      const path = await pathOf(source, resolveUpload);
      if (source.kind === 'upload' || !(await isFolder(path, name))) {
        yield {
          file,
          outcome: handled(intake.submit([importSource(path, name, source.kind === 'upload')])[0]!),
        };
        continue;
      }
      let batch: string[] = [];
      let count = 0;
      const submit = (): GivenFile[] => {
        const outcomes = intake.submit(batch.map((found) => importSource(found, basename(found), false)));
        const given = batch.map((found, index) => ({ file: found, outcome: handled(outcomes[index]!) }));
        batch = [];
        return given;
      };
      for await (const entry of folderFiles(path, signal)) {
        count += 1;
        if (entry.refused) yield refused(entry.path, new BitternError('bad-input', entry.refused));
        else if (batch.push(entry.path) >= atOnce) yield* submit();
      }
      yield* submit();
      if (count === 0)
        yield refused(file, new BitternError('bad-input', `There is no file to read in the folder ${name}.`));
    } catch (thrown) {
      yield refused(file, asBitternError(thrown));
    }
  }
}

function refused(file: string, error: BitternError): GivenFile {
  return { file, outcome: handled(Promise.reject(error)) };
}

/** A promise that may reject before anybody waits for it. */
function handled<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}

async function pathOf(source: Source, resolveUpload: ResolveUpload): Promise<string> {
  if (source.kind === 'path') return isAbsolute(source.path) ? source.path : resolve(source.path);
  const upload = await resolveUpload(source.uploadId);
  if (!upload) throw new BitternError('not-found', 'This upload is not there any more. Drop the file again.');
  return upload.path;
}

/** True for folders. Throws a sentence for what is neither a file nor a folder, or not there. */
async function isFolder(path: string, name: string): Promise<boolean> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) return true;
    if (found.isFile()) return false;
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    if (code === 'EACCES' || code === 'EPERM')
      throw new BitternError('bad-input', `${name} may not be read: its permissions forbid it.`, {
        cause: thrown,
      });
    throw new BitternError('not-found', `There is no file ${name}. Check the path.`, { cause: thrown });
  }
  throw new BitternError('bad-input', `${name} is neither a file nor a folder.`);
}
