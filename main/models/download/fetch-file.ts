import { BitternError } from '../../../preload/contract/index.ts';
import { type OpenFile, PartFile } from './part.ts';
import type { RemoteFile } from './plan.ts';
import { type Patience, withRetries } from './retry.ts';
import { Transfer, type TransferOptions } from './transfer.ts';

export interface FetchFileOptions extends Omit<TransferOptions, 'stallMs'> {
  patience: Patience;
  /** The part of an earlier session is being read again, to hash it. */
  onRead(bytes: number, of: number): void;
  /** In words: what it waits for, or what happened. */
  onStep(step: string): void;
  open?: OpenFile | undefined;
}

/**
 * Fetches one file to `target`, from wherever an earlier try ended, until all bytes are there and right.
 * Throws a `BitternError` with one sentence. What was fetched stays as `<target>.part`, unless its hash was wrong.
 */
export async function fetchFile(file: RemoteFile, target: string, options: FetchFileOptions): Promise<void> {
  const { signal, patience, onRead, onStep, open } = options;
  for (let again = false; ; again = true) {
    const part = await PartFile.open(target, file, { signal, onRead, ...(open && { open }) });
    const transfer = new Transfer(file, part, { ...options, stallMs: patience.stallMs });
    const found = part.bytes;
    try {
      await withRetries(() => transfer.once(), {
        signal,
        patience,
        progress: () => part.bytes,
        onWait: (reason, seconds) => onStep(`${reason} Trying again in ${seconds} s.`),
      });
      if (part.matches()) return await part.finish();
      await part.discard();
    } finally {
      await part.close();
    }
    // Bytes that were put together from several tries may be at fault in one of them: once more, in one piece.
    const isPatched = found > 0 || transfer.requests > 1;
    if (!isPatched || again) throw damaged(file, options.server.host);
    onStep(`${file.name} was damaged on its way and thrown away. Fetching it again.`);
  }
}

function damaged(file: RemoteFile, host: string): BitternError {
  return new BitternError(
    'unreadable',
    `${file.name} from ${host} is not the published file: its hash is wrong. It was thrown away and nothing was installed. Try again later, or choose another mirror.`,
  );
}
