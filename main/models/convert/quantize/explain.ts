import { BitternError } from '../../../../preload/contract/index.ts';

/** Says of a failure to write what a person can do about it; anything else is returned as it is. */
export function explainWriting(thrown: unknown): unknown {
  const code = (thrown as NodeJS.ErrnoException | null)?.code;
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new BitternError('no-room', 'The disk is full. Make room and start again; what is done is kept.', {
      cause: thrown,
    });
  if (code === 'EFBIG')
    return new BitternError(
      'no-room',
      'This disk cannot hold a file of that size (FAT32 ends at 4 GB). Choose another one.',
      { cause: thrown },
    );
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return new BitternError('bad-input', 'Bittern may not write into that folder. Choose another one.', {
      cause: thrown,
    });
  return thrown;
}
