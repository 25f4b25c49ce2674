import { BitternError } from '../../../../preload/contract/errors.ts';
import type { ParsedItem, Parser } from '../interface.ts';
import { openRegularFile } from '../open.ts';
import { Archive } from '../zip/archive.ts';
import { CompoundFile } from './compound-file.ts';
import { readDocx } from './docx.ts';
import { agileDecryption } from './encrypted/agile.ts';
import { standardDecryption } from './encrypted/standard.ts';
import { readPptx } from './pptx.ts';
import { readXlsx } from './xlsx.ts';

/** An encrypted document is decrypted in memory, so that its clear text never reaches the disk. */
const maximumBytes = 200 << 20;

/** Excel encrypts workbooks that are only protected against changes with this password, which everybody may know. */
const publicPassword = 'VelvetSweatshop';

/**
 * Word, Excel and PowerPoint files that are encrypted with a password ([MS-OFFCRYPTO]): decrypted in memory and read as
 * what they are. Throws `needs-password` without the right password.
 */
export const parseEncryptedOffice: Parser = async function* parseEncryptedOffice(
  request,
  { signal },
): AsyncGenerator<ParsedItem> {
  const document = await decryptedDocument(request.path, request.password, signal);
  await using archive = await Archive.ofBytes(document, signal);
  const types = archive.has('[Content_Types].xml')
    ? Buffer.from(await archive.readWhole('[Content_Types].xml')).toString('utf8')
    : '';
  if (/spreadsheetml|ms-excel/i.test(types)) yield* readXlsx(archive, signal);
  else if (/presentationml|ms-powerpoint/i.test(types)) yield* readPptx(archive, signal);
  else yield* readDocx(archive, signal);
};

async function decryptedDocument(
  path: string,
  password: string | null,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const file = await openRegularFile(path);
  await using _ = file.handle;
  const container = await CompoundFile.open(file);
  const info = await container.read('EncryptionInfo', 1 << 20);
  const version = info.length >= 4 ? info[0]! | (info[2]! << 8) : 0;
  // Major and minor version: 4.4 is agile, 2.2 to 4.2 standard.
  const method =
    version === 0x0404
      ? await agileDecryption(info, signal)
      : version >> 8 === 2
        ? standardDecryption(info)
        : null;
  if (!method)
    throw new BitternError(
      'unreadable',
      'This Office file is encrypted in a way that Bittern does not know. Open it in Office, save a copy without a password and add that.',
    );
  const key = (password === null ? null : method.keyFor(password)) ?? method.keyFor(publicPassword);
  if (!key)
    throw new BitternError(
      'needs-password',
      password === null
        ? 'This file is encrypted. Enter its password to have it read.'
        : 'This is not the password of this file. Check it and try again.',
    );
  const encrypted = await container.read('EncryptedPackage', maximumBytes);
  if (encrypted.length < 8)
    throw new BitternError('unreadable', 'This encrypted file is damaged: it is cut off.');
  const size = new DataView(encrypted.buffer, encrypted.byteOffset, 8).getUint32(0, true);
  return method.decrypt(key, encrypted.subarray(8)).subarray(0, size);
}
