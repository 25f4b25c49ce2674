import type { Encoding } from '../text/encoding.ts';
import { markedEncoding } from '../text/encoding.ts';

/**
 * The encoding of an XML file, from its first bytes: a byte order mark, zero bytes around the first `<`, or what its
 * declaration says; UTF-8 otherwise (XML 1.0, appendix F).
 */
export function xmlEncoding(head: Uint8Array): Encoding {
  const marked = markedEncoding(head);
  if (marked) return marked;
  const plain = (name: string): Encoding => ({ name, markBytes: 0, guessed: false });
  if (head[0] === 0x3c && head[1] === 0) return plain('utf-16le');
  if (head[0] === 0 && head[1] === 0x3c) return plain('utf-16be');
  const start = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, 400)).toString('latin1');
  const declared = /^\s*<\?xml[^>]*?\sencoding\s*=\s*["']([\w.:-]+)["']/i.exec(start)?.[1]?.toLowerCase();
  // A declaration that can be read byte by byte is not in UTF-16, whatever it says.
  return plain(!declared || declared.startsWith('utf-16') || declared.startsWith('ucs') ? 'utf-8' : declared);
}
