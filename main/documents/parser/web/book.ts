import { BitternError } from '../../../../preload/contract/errors.ts';
import { usableTitle } from '../flow/title.ts';
import { parseXml, type XmlHandler } from '../xml/reader.ts';
import type { Archive } from '../zip/archive.ts';

/** What an EPUB's package document says about the book. */
export interface Book {
  readonly title: string | null;
  /** Names of the chapters' parts, in the order of reading. */
  readonly chapters: readonly string[];
}

interface Item {
  readonly part: string;
  readonly mediaType: string;
  readonly properties: string;
}

/** Ways of scrambling embedded fonts, which leave the text alone (EPUB 3.3, section 4.2.6.3.1.2). */
const fontScrambling = new Set(['http://www.idpf.org/2008/embedding', 'http://ns.adobe.com/pdf/enc#RC']);

/** Finds the chapters of a book. Throws `unreadable` when the file does not say where they are. */
export async function readBook(archive: Archive, signal: AbortSignal): Promise<Book> {
  const part = await packagePart(archive, signal);
  const folder = part.slice(0, part.lastIndexOf('/') + 1);
  const items = new Map<string, Item>();
  const order: string[] = [];
  let title = '';
  let inTitle = false;
  await parseXml(
    archive.read(part),
    {
      open(name, attributes) {
        inTitle = (name === 'dc:title' || name === 'dcterms:title') && title === '';
        if (name === 'opf:item' || name === 'item')
          items.set(attributes.id ?? '', {
            part: resolve(folder, attributes.href ?? ''),
            mediaType: attributes['media-type'] ?? '',
            properties: attributes.properties ?? '',
          });
        if ((name === 'opf:itemref' || name === 'itemref') && attributes.idref) order.push(attributes.idref);
      },
      close() {
        inTitle = false;
      },
      text(text) {
        if (inTitle && title.length < 1000) title += text;
      },
    },
    { signal, definitions: 'ignore' },
  );
  const chapters = order
    .map((id) => items.get(id))
    .filter((item) => item !== undefined)
    .filter((item) => /html|xml|dtbook/i.test(item.mediaType) && !/svg/i.test(item.mediaType))
    .filter((item) => !item.properties.split(/\s+/).includes('nav'))
    .map((item) => item.part);
  return { title: usableTitle(title), chapters: [...new Set(chapters)] };
}

/** Throws `unreadable` for a book whose text is encrypted, as those of shops are. */
export async function refuseProtected(
  archive: Archive,
  chapters: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  if (!archive.has('META-INF/encryption.xml')) return;
  const texts = new Set(chapters);
  let algorithm = '';
  let isProtected = false;
  const handler: XmlHandler = {
    open(name, attributes) {
      if (name === 'xenc:EncryptionMethod') algorithm = attributes.Algorithm ?? '';
      if (name !== 'xenc:CipherReference' || fontScrambling.has(algorithm)) return;
      if (texts.has(resolve('', attributes.URI ?? ''))) isProtected = true;
    },
    close() {},
    text() {},
  };
  await parseXml(archive.read('META-INF/encryption.xml'), handler, { signal });
  if (isProtected)
    throw new BitternError(
      'unreadable',
      'This book is copy-protected (DRM): its text is encrypted and only its shop’s program can show it.',
    );
}

async function packagePart(archive: Archive, signal: AbortSignal): Promise<string> {
  const found: string[] = [];
  if (archive.has('META-INF/container.xml'))
    await parseXml(
      archive.read('META-INF/container.xml'),
      {
        open(name, attributes) {
          if ((name === 'ocf:rootfile' || name === 'rootfile') && attributes['full-path'])
            found.push(attributes['full-path']);
        },
        close() {},
        text() {},
      },
      { signal },
    );
  for (const name of archive.names()) if (name.toLowerCase().endsWith('.opf')) found.push(name);
  const part = found.find((name) => archive.has(name));
  if (part) return part;
  throw new BitternError(
    'unreadable',
    'This book does not say what it consists of: the file is damaged. Get a fresh copy of it.',
  );
}

function resolve(folder: string, href: string): string {
  const path = href.split('#', 1)[0]!;
  let decoded = path;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    // A percent sign that escapes nothing is part of the name.
  }
  const steps = folder.split('/').slice(0, -1);
  for (const step of decoded.split('/')) {
    if (step === '..') steps.pop();
    else if (step !== '.' && step !== '') steps.push(step);
  }
  return steps.join('/');
}
