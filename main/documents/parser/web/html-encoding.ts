import { type OpenedFile, readBytes } from '../open.ts';
import { type Encoding, encodingOfFile, markedEncoding } from '../text/encoding.ts';

/** Pages declare their encoding within the first kilobyte; some put a long comment before it. */
const headBytes = 4096;

/**
 * The encoding of a page: a byte order mark, else UTF-8 where the bytes are, else what the page declares, else what its
 * bytes look like. Bytes come before the declaration because pages are often saved in another encoding than they declare.
 */
export async function htmlEncoding(file: OpenedFile): Promise<Encoding> {
  const head = await readBytes(file, 0, headBytes);
  const marked = markedEncoding(head);
  if (marked) return marked;
  const found = await encodingOfFile(file);
  if (found.name.startsWith('utf-') || found.name === 'iso-2022-jp') return found;
  const declared = declaredEncoding(Buffer.from(head).toString('latin1'));
  return declared ? { name: declared, markBytes: 0, guessed: false } : found;
}

/** What a page's `meta` elements or XML declaration say, as a decoder knows it; null when that cannot be. */
export function declaredEncoding(head: string): string | null {
  const label =
    /<meta[^>]+charset\s*=\s*["']?\s*([\w.:-]+)/i.exec(head)?.[1] ??
    /<\?xml[^>]+encoding\s*=\s*["']([\w.:-]+)/i.exec(head)?.[1];
  const name = label?.toLowerCase();
  // Called only where the bytes are neither UTF-8 nor UTF-16.
  if (!name || name.startsWith('utf-') || name.startsWith('utf8')) return null;
  try {
    return new TextDecoder(name).encoding;
  } catch {
    return null;
  }
}
