import { BitternError } from '../../../../preload/contract/errors.ts';
import { type OpenedFile, openRegularFile, readBytes } from '../open.ts';
import { decodeBytes } from '../text/decode.ts';
import { encodingOf, markedEncoding } from '../text/encoding.ts';
import { surveyUtf8 } from '../text/utf8.ts';
import type { DocumentType } from '../types.ts';
import { refuseKnownBinary } from './binary.ts';
import { oleEntryNames, oleSignature } from './ole.ts';
import { detectTextFormat } from './text-format.ts';
import { detectZip } from './zip.ts';

/** What a file was found to be. */
export interface Detected {
  readonly type: DocumentType;
  readonly bytes: number;
}

const headBytes = 1 << 16;
/** `{\\rtf` */
const rtfSignature = [0x7b, 0x5c, 0x72, 0x74, 0x66] as const;

const startsWith = (head: Uint8Array, signature: readonly number[]): boolean =>
  signature.every((byte, index) => head[index] === byte);

/**
 * Finds out what a file is from its contents; `fileName` only chooses among text formats. Throws a `BitternError` with a
 * sentence for whatever is not a document that can be read: folders, pipes, empty files, archives, pictures, programs.
 */
export async function detect(path: string, fileName: string): Promise<Detected> {
  const file = await openRegularFile(path);
  await using _ = file.handle;
  const head = await readBytes(file, 0, headBytes);
  return { type: await typeOf(path, file, head, fileName), bytes: file.bytes };
}

async function typeOf(
  path: string,
  file: OpenedFile,
  head: Uint8Array,
  fileName: string,
): Promise<DocumentType> {
  if (await isPdf(file, head)) return 'pdf';
  if (startsWith(head, [0x50, 0x4b, 0x03, 0x04]) || startsWith(head, [0x50, 0x4b, 0x05, 0x06]))
    return detectZip(path);
  if (startsWith(head, oleSignature)) return detectOle(file);
  // Pictures may stand in it as they are, byte for byte.
  if (startsWith(head, rtfSignature)) return 'rtf';
  // Text first, signatures second: "BMW" and "MZ" begin both sentences and binary files, but no binary file is clean text.
  if (!isCleanText(head)) await refuseKnownBinary(head);
  if (!isText(head))
    throw new BitternError(
      'unreadable',
      'This is not a kind of file that Bittern knows, and it holds no readable text. If it should be a document, get a fresh copy of it.',
    );
  if (startsWith(head, [0x25, 0x21, 0x50, 0x53])) await refuseKnownBinary(head);
  const type = detectTextFormat(decodeBytes(head), fileName, file.bytes <= headBytes);
  refuseFalseName(fileName, type);
  return type;
}

/** A PDF may begin with up to a kilobyte of something else; then it must also end as one, lest an essay on PDF be taken for it. */
async function isPdf(file: OpenedFile, head: Uint8Array): Promise<boolean> {
  const start = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, 1024)).indexOf('%PDF-');
  if (start < 0) return false;
  if (start === 0) return true;
  const tail = await readBytes(file, Math.max(0, file.bytes - 2048), 2048);
  return Buffer.from(tail.buffer, tail.byteOffset, tail.byteLength).includes('startxref');
}

async function detectOle(file: OpenedFile): Promise<DocumentType> {
  const names = new Set(await oleEntryNames(file));
  if (names.has('EncryptedPackage')) return 'encrypted-office';
  if (names.has('WordDocument')) return 'doc';
  if (names.has('Workbook') || names.has('Book'))
    throw new BitternError(
      'unreadable',
      'This is an Excel 97–2003 workbook (.xls), which Bittern cannot read. Save it as .xlsx and add that.',
    );
  if (names.has('PowerPoint Document'))
    throw new BitternError(
      'unreadable',
      'This is a PowerPoint 97–2003 presentation (.ppt), which Bittern cannot read. Save it as .pptx or PDF and add that.',
    );
  if ([...names].some((name) => name.startsWith('__substg1.0_')))
    throw new BitternError(
      'unreadable',
      'This is an Outlook message (.msg), which Bittern cannot read. Save it as .eml or PDF and add that.',
    );
  throw new BitternError(
    'unreadable',
    names.size === 0
      ? 'This is an old Office file (1997–2003), but it is damaged: its contents cannot be listed. Get a fresh copy of it.'
      : 'This is a compound file of a kind that Bittern does not know. Save the document in a newer format and add that.',
  );
}

/** Control characters that no text has: all below the space but tab, line ends, form feed, backspace, bell and escape. */
function controlShare(bytes: Uint8Array): number {
  let controls = 0;
  for (const byte of bytes)
    if ((byte < 0x20 && (byte < 0x07 || byte > 0x0d) && byte !== 0x1b) || byte === 0x7f) controls += 1;
  return bytes.length === 0 ? 0 : controls / bytes.length;
}

/** UTF-8 (or a marked encoding) without a single control character. */
function isCleanText(head: Uint8Array): boolean {
  return markedEncoding(head) !== null || (surveyUtf8(head).invalid === 0 && controlShare(head) === 0);
}

/**
 * Whether bytes can be text at all. Valid UTF-8 may hold a good many stray zeros (logs, broken exports); in single- and
 * double-byte encodings control characters are as good as absent, while random bytes hold a tenth of them.
 */
function isText(head: Uint8Array): boolean {
  const encoding = encodingOf(head);
  if (encoding.name.startsWith('utf-16') || encoding.name.startsWith('utf-32'))
    return controlCharacterShare(decodeBytes(head, encoding)) < 0.02;
  return controlShare(head) < (surveyUtf8(head).invalid === 0 ? 0.3 : 0.02);
}

function controlCharacterShare(text: string): number {
  let strange = 0;
  for (const character of text)
    if (/[\p{Cc}\p{Cn}\p{Co}\uFFFD]/u.test(character) && !/\s/.test(character)) strange += 1;
  return text.length === 0 ? 0 : strange / text.length;
}

const containerNames = /\.(pdf|docx|pptx|xlsx|odt|ods|odp|epub)$/i;
const textNames: Readonly<Partial<Record<DocumentType, string>>> = {
  html: 'a web page (often the error page of a download that failed)',
  json: 'JSON',
  csv: 'a table as text',
  code: 'source text or XML',
};

/** Plain text under the name of a PDF or of an Office file is a failed download or a mistake; reading it would hide that. */
function refuseFalseName(fileName: string, type: DocumentType): void {
  const claimed = containerNames.exec(fileName)?.[1];
  if (!claimed || type === 'rtf') return;
  throw new BitternError(
    'unreadable',
    `This file is named .${claimed.toLowerCase()} but it is not one: it holds ${textNames[type] ?? 'plain text'}. Get the file again, or rename it if its text is what you want.`,
  );
}
