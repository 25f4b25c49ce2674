import { fileTypeFromBuffer } from 'file-type';
import { BitternError } from '../../../../preload/contract/errors.ts';

const archives = new Set([
  'tar',
  'rar',
  'gz',
  'tar.gz',
  'bz2',
  '7z',
  'xz',
  'Z',
  'lz',
  'lz4',
  'zst',
  'cab',
  'arj',
  'lzh',
  'ace',
  'cpio',
  'ar',
  'deb',
  'rpm',
  'dmg',
  'iso',
  'asar',
  'zip',
]);
const programs = new Set([
  'exe',
  'elf',
  'macho',
  'class',
  'wasm',
  'swf',
  'jar',
  'apk',
  'crx',
  'xpi',
  'lnk',
  'alias',
]);
const advice: Readonly<Record<string, string>> = {
  ps: 'This is a PostScript file, which Bittern cannot read. Convert it to PDF and add that.',
  eps: 'This is a PostScript picture, which Bittern cannot read. Convert it to PDF and add that.',
  mobi: 'This is a Kindle book (MOBI), which Bittern cannot read. Convert it to EPUB and add that.',
  chm: 'This is a Windows help file, which Bittern cannot read. Convert it to HTML or PDF and add that.',
  sqlite: 'This is an SQLite database, not a document. Export the table you need as CSV and add that.',
  parquet: 'This is a Parquet table, which Bittern cannot read. Export it as CSV and add that.',
  arrow: 'This is an Arrow table, which Bittern cannot read. Export it as CSV and add that.',
  indd: 'This is an InDesign document, which Bittern cannot read. Export it as PDF and add that.',
  dwg: 'This is an AutoCAD drawing, which Bittern cannot read. Export it as PDF and add that.',
  pst: 'This is an Outlook mailbox, which Bittern cannot read. Save the messages you need as .eml and add those.',
  pgp: 'This file is encrypted with PGP. Decrypt it and add the result.',
};

/**
 * Refuses a file whose first bytes carry the signature of something that is not a document: a picture, a recording, an
 * archive, a program. Returns when they carry none that is known.
 */
export async function refuseKnownBinary(head: Uint8Array): Promise<void> {
  // The library reads on past short heads and throws; what it cannot tell, the caller judges as text or not.
  const found = await fileTypeFromBuffer(head).catch(() => undefined);
  if (!found) return;
  const { ext, mime } = found;
  if (advice[ext]) throw new BitternError('unreadable', advice[ext]);
  const label = ext.toUpperCase();
  if (archives.has(ext))
    throw new BitternError(
      'bad-input',
      `This is an archive or disk image (${label}). Unpack it and add the files in it (or the folder they are in).`,
    );
  if (programs.has(ext) || mime.includes('executable'))
    throw new BitternError('unreadable', `This is a program or a link to one (${label}), not a document.`);
  if (mime.startsWith('image/'))
    throw new BitternError(
      'unreadable',
      `This is a picture (${label}). Bittern reads text: turn the picture into a PDF with a text layer (text recognition) and add that.`,
    );
  if (mime.startsWith('audio/') || mime.startsWith('video/'))
    throw new BitternError(
      'unreadable',
      `This is ${mime.startsWith('audio/') ? 'a sound recording' : 'a video'} (${label}). Bittern reads text: add a transcript of it instead.`,
    );
  if (mime.startsWith('font/'))
    throw new BitternError('unreadable', `This is a font (${label}), not a document.`);
  if (mime.startsWith('text/') || mime === 'application/xml' || mime === 'application/rtf') return;
  throw new BitternError('unreadable', `This is a ${label} file, which holds no text that Bittern can read.`);
}
