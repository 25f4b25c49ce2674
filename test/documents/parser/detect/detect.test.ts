import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { detect } from '../../../../main/documents/parser/detect/index.ts';
import { pdfOf } from '../../../support/pdf.ts';
import { fileIn, temporaryFolder } from '../../../support/reading.ts';

const folder = temporaryFolder();

/** The type of a file with these contents. */
async function typeOf(name: string, contents: string | Uint8Array): Promise<string> {
  return (await detect(fileIn(folder, name, contents), name)).type;
}

const zip = (files: Record<string, string>): Uint8Array =>
  zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])));
const office = (contentType: string): Uint8Array =>
  zip({
    '[Content_Types].xml': `<Types><Override PartName="/main.xml" ContentType="application/vnd.${contentType}+xml"/></Types>`,
    'main.xml': '<x/>',
  });

/** The header and one directory sector of an OLE file (MS-CFB) with streams of these names. */
function ole(...names: string[]): Uint8Array {
  const bytes = Buffer.alloc(512 * 3);
  Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]).copy(bytes);
  bytes.writeUInt16LE(9, 30);
  bytes.writeUInt32LE(0, 48);
  bytes.writeUInt32LE(1, 76);
  names.forEach((name, index) => {
    const entry = 512 + 128 * index;
    bytes.write(name, entry, 'utf16le');
    bytes.writeUInt16LE(2 * name.length + 2, entry + 64);
    bytes[entry + 66] = 2;
  });
  bytes.writeUInt32LE(0xfffffffe, 1024);
  return bytes;
}

describe('what a file holds decides, not its name', () => {
  const pdf = pdfOf([{ texts: [{ text: 'Hello', x: 50, y: 700 }] }]);

  it.each([
    ['a PDF', 'report.txt', pdf, 'pdf'],
    [
      'a PDF behind the headers of a download',
      'a.bin',
      Buffer.concat([Buffer.from('HTTP/1.1 200 OK\r\n\r\n'), pdf]),
      'pdf',
    ],
    [
      'RTF with a picture in it byte for byte',
      'a.txt',
      Buffer.concat([Buffer.from('{\\rtf1 Text {\\pict\\bin8 '), Buffer.alloc(8), Buffer.from('}}')]),
      'rtf',
    ],
    [
      'a Word document',
      'a.pdf',
      office('openxmlformats-officedocument.wordprocessingml.document.main'),
      'docx',
    ],
    ['a Word document with macros', 'a.doc', office('ms-word.document.macroEnabled.main'), 'docx'],
    [
      'a presentation',
      'a.zip',
      office('openxmlformats-officedocument.presentationml.presentation.main'),
      'pptx',
    ],
    ['a workbook', 'a', office('openxmlformats-officedocument.spreadsheetml.sheet.main'), 'xlsx'],
    ['an OpenDocument text', 'a.docx', zip({ mimetype: 'application/vnd.oasis.opendocument.text' }), 'odt'],
    [
      'an OpenDocument sheet',
      'a',
      zip({ mimetype: 'application/vnd.oasis.opendocument.spreadsheet' }),
      'ods',
    ],
    ['a book', 'a.zip', zip({ 'META-INF/container.xml': '<container/>' }), 'epub'],
    ['an old Word document', 'a.txt', ole('Root Entry', 'WordDocument'), 'doc'],
    ['an encrypted Office file', 'a.docx', ole('EncryptedPackage'), 'encrypted-office'],
    ['an encrypted Office file', 'a.docx', ole('EncryptedPackage'), 'encrypted-office'],
    ['RTF', 'a.doc', '{\\rtf1 Hello}', 'rtf'],
    ['a web page', 'a', '<!-- saved --><!DOCTYPE html><p>Hello', 'html'],
    ['an e-mail', 'a.txt', 'From: a@b.c\r\nTo: d@e.f\r\nSubject: Hi\r\nDate: today\r\n\r\nText', 'eml'],
    ['JSON', 'a', '{"a": [1, 2, 3]}', 'json'],
    ['a table', 'a', 'name;age;town\nAnn;31;Ulm\nBob;42;Graz\n', 'csv'],
    ['prose', 'a', 'It was a dark and stormy night, and the rain fell.', 'text'],
    ['UTF-16', 'a', Buffer.from('\uFEFFIt was a dark and stormy night.', 'utf16le'), 'text'],
  ])('%s', async (_what, name, contents, type) => {
    expect(await typeOf(name, contents)).toBe(type);
  });

  it.each([
    ['notes.md', 'markdown'],
    ['data.csv', 'csv'],
    ['server.py', 'code'],
    ['Makefile', 'code'],
    ['page.html', 'html'],
    ['notes.txt', 'text'],
  ])('among texts without a form of their own the name %s is a hint', async (name, type) => {
    expect(await typeOf(name, 'Nothing here says what this is.')).toBe(type);
  });

  it('takes words for words that begin as binary files do', async () => {
    expect(await typeOf('a.txt', 'BMW and MZ are makes of motorcycles.')).toBe('text');
    expect(await typeOf('b.txt', 'A file that begins with %PDF-1.4 is a PDF.')).toBe('text');
    expect(await typeOf('c.txt', 'ID3 tags belong to music.')).toBe('text');
  });

  it('takes a text with stray zeros for a text', async () => {
    expect(await typeOf('a.log', 'line one\0\0\nline two\n'.repeat(20))).toBe('text');
  });
});

describe('what cannot be read is refused with a sentence', () => {
  const png = Buffer.from(
    '89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000a49444154',
    'hex',
  );

  it.each([
    ['an empty file', 'a.txt', '', 'bad-input', /empty/],
    ['an archive', 'a.zip', zip({ 'a.txt': 'a' }), 'bad-input', /archive/],
    ['a gzip file', 'a.gz', Buffer.from('1f8b0800000000000003', 'hex'), 'bad-input', /archive/],
    ['a picture', 'a.jpg', png, 'unreadable', /picture \(PNG\)/],
    [
      'a program',
      'a',
      Buffer.concat([Buffer.from('7f454c460201010000', 'hex'), Buffer.alloc(64)]),
      'unreadable',
      /program/,
    ],
    ['an old workbook', 'a.xls', ole('Root Entry', 'Workbook'), 'unreadable', /\.xlsx/],
    ['an old presentation', 'a.ppt', ole('PowerPoint Document'), 'unreadable', /\.pptx/],
    [
      'a truncated container',
      'a.docx',
      office('ms-word.document.macroEnabled.main').subarray(0, 90),
      'unreadable',
      /damaged/,
    ],
    ['text named as a PDF', 'a.pdf', 'Just text.', 'unreadable', /named \.pdf/],
    ['a web page named as a PDF', 'a.pdf', '<!doctype html><p>404', 'unreadable', /web page/],
    ['nothing but zeros', 'a.bin', new Uint8Array(5000), 'unreadable', /no readable text/],
    [
      'random bytes',
      'a.docx',
      Uint8Array.from({ length: 5000 }, (_, index) => (index * index * 31 + index * 7) % 256),
      'unreadable',
      /no readable text/,
    ],
  ])('%s', async (_what, name, contents, code, sentence) => {
    await expect(typeOf(name, contents)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(sentence),
    });
  });

  it('a folder, a missing file, a link to itself', async () => {
    mkdirSync(join(folder, 'sub'));
    symlinkSync('loop', join(folder, 'loop'));
    await expect(detect(join(folder, 'sub'), 'sub')).rejects.toMatchObject({ code: 'bad-input' });
    await expect(detect(join(folder, 'none'), 'none')).rejects.toMatchObject({ code: 'not-found' });
    await expect(detect(join(folder, 'loop'), 'loop')).rejects.toMatchObject({ code: 'unreadable' });
  });

  it.skipIf(process.platform === 'win32')(
    'a pipe that nobody writes to, without waiting for it',
    async () => {
      execFileSync('/usr/bin/env', ['mkfifo', join(folder, 'pipe')]);
      await expect(detect(join(folder, 'pipe'), 'pipe')).rejects.toMatchObject({ code: 'bad-input' });
      await expect(detect('/dev/zero', 'zero')).rejects.toMatchObject({ code: 'bad-input' });
    },
  );
});
