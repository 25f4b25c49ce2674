import { chardet } from 'jschardet';
import { type OpenedFile, readBytes } from '../open.ts';
import { morePlausible } from './plausibility.ts';
import { surveyUtf8 } from './utf8.ts';

/** How the bytes of a text file become characters. */
export interface Encoding {
  /**
   * A WHATWG label (`utf-8`, `windows-1251`, `gb18030`…), a name of iconv-lite for the few that WHATWG lacks
   * (`utf-32le`, `cp437`…), or `mixed`: UTF-8 with stretches of Windows-1252, as pasted-together files have.
   */
  readonly name: string;
  /** Bytes of byte order mark to skip at the start of the file. */
  readonly markBytes: number;
  /** True when it was concluded from the frequency of letters, which can be wrong for short texts. */
  readonly guessed: boolean;
}

const marks: readonly (readonly [name: string, bytes: readonly number[]])[] = [
  // UTF-32 before UTF-16: the mark of UTF-16LE is the beginning of that of UTF-32LE.
  ['utf-32le', [0xff, 0xfe, 0, 0]],
  ['utf-32be', [0, 0, 0xfe, 0xff]],
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];

/** The encoding that a byte order mark declares, or null. */
export function markedEncoding(head: Uint8Array): Encoding | null {
  const found = marks.find(([, bytes]) => bytes.every((byte, index) => head[index] === byte));
  return found ? { name: found[0], markBytes: found[1].length, guessed: false } : null;
}

/**
 * UTF-16 and UTF-32 without a mark, told by where their zero bytes stand: in the texts of every alphabet the high
 * bytes of spaces, digits and line ends are zero, always at the same position of a unit.
 */
function zeroPatternEncoding(sample: Uint8Array): string | null {
  const zeros: [number, number, number, number] = [0, 0, 0, 0];
  for (let index = 0; index < sample.length; index++)
    if (sample[index] === 0) zeros[(index & 3) as 0 | 1 | 2 | 3] += 1;
  const units = sample.length / 4;
  const [a, b, c, d] = zeros.map((count) => count / units) as [number, number, number, number];
  if (units < 1) return null;
  if (d > 0.9 && c > 0.9 && a < 0.1) return 'utf-32le';
  if (a > 0.9 && b > 0.9 && d < 0.1) return 'utf-32be';
  // Every other byte is one of two in four; a stray zero in a few bytes of text stands at one of them alone.
  if (b + d > 0.2 && Math.min(b, d) > 0.04 && a + c < 0.02) return 'utf-16le';
  if (a + c > 0.2 && Math.min(a, c) > 0.04 && b + d < 0.02) return 'utf-16be';
  return null;
}

const eastAsian = /[\u3000-\u30FF\u4E00-\u9FFF\uAC00-\uD7A3\uFF00-\uFF9F]/g;

/**
 * UTF-16 of East Asian text without a single space or line end has no zero bytes. Its low bytes hold control characters
 * that no encoding of bytes has, and read in the right order nearly all of it is East Asian.
 */
function eastAsianEncoding(sample: Uint8Array): string | null {
  let controls = 0;
  for (const byte of sample)
    if (byte < 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) controls += 1;
  if (controls < 0.01 * sample.length || sample.length < 8) return null;
  const even = sample.subarray(0, Math.min(sample.length & ~1, 1 << 14));
  return (
    ['utf-16le', 'utf-16be'].find((name) => {
      const text = new TextDecoder(name).decode(even);
      return (text.match(eastAsian)?.length ?? 0) > 0.85 * text.length;
    }) ?? null
  );
}

/** Names of the detector to names a decoder knows, where they differ. */
const decoderNames: Readonly<Record<string, string>> = {
  'utf-8-sig': 'utf-8',
  ascii: 'utf-8',
  'utf-16-le': 'utf-16le',
  'utf-16-be': 'utf-16be',
  'utf-16': 'utf-16le',
  'utf-32-le': 'utf-32le',
  'utf-32-be': 'utf-32be',
  macroman: 'macintosh',
  maccyrillic: 'x-mac-cyrillic',
  cp932: 'shift_jis',
  'windows-31j': 'shift_jis',
  cp949: 'euc-kr',
  uhc: 'euc-kr',
  johab: 'johab',
  gb2312: 'gb18030',
  gbk: 'gb18030',
  'big5-hkscs': 'big5',
  big5hkscs: 'big5',
  cp866: 'ibm866',
  cp874: 'windows-874',
  'tis-620': 'windows-874',
};

const western = new Set([
  'windows-1252',
  'iso8859-1',
  'iso-8859-1',
  'iso8859-15',
  'iso-8859-15',
  'macroman',
  'macintosh',
]);

/** The encoding of a stretch of bytes that is neither marked nor clean UTF-8. */
function statisticalEncoding(sample: Uint8Array): string {
  const { encoding } = chardet.detect(sample, {
    maxBytes: sample.length,
    // Mainframes' EBCDIC and the Mac's lesser sets never reach a desk, but random bytes look like them.
    encodingEra: 1 | 2 | 4 | 16,
    noMatchEncoding: 'windows-1252',
  });
  const name = (encoding ?? 'windows-1252').toLowerCase();
  // Latin-1 is written by nobody: what claims it is Windows-1252, its superset. Latin-9 differs in the euro sign.
  if (name === 'iso8859-1' || name === 'iso-8859-1' || name === 'windows-1252') return 'windows-1252';
  if (name === 'iso8859-15' || name === 'iso-8859-15')
    return sample.includes(0xa4) ? 'iso-8859-15' : 'windows-1252';
  const decoder = decoderNames[name] ?? name.replace(/^iso8859/, 'iso-8859').replace(/^cp125/, 'windows-125');
  return morePlausible(sample, decoder);
}

/** The encoding of a text whose beginning, or whose most telling stretch, is `sample`. */
export function encodingOf(sample: Uint8Array): Encoding {
  const marked = markedEncoding(sample);
  if (marked) return marked;
  const plain = (name: string, guessed = false): Encoding => ({ name, markBytes: 0, guessed });
  const wide = zeroPatternEncoding(sample);
  if (wide) return plain(wide);
  const survey = surveyUtf8(sample);
  if (survey.invalid === 0) return isIso2022Jp(sample) ? plain('iso-2022-jp') : plain('utf-8');
  // Chance makes a valid sequence out of legacy bytes now and then, but not a run of them before the first invalid one.
  if (survey.validBeforeFirstInvalid >= 4) return plain('mixed');
  const asian = eastAsianEncoding(sample);
  if (asian) return plain(asian, true);
  const name = statisticalEncoding(sample);
  if (western.has(name) && survey.valid >= 4 && survey.valid > 0.3 * (survey.valid + survey.invalid))
    return plain('mixed');
  return plain(name, true);
}

/** ISO-2022-JP is made of ASCII bytes alone; its escape sequences into JIS X 0208 give it away. */
function isIso2022Jp(sample: Uint8Array): boolean {
  for (let index = sample.indexOf(0x1b); index >= 0; index = sample.indexOf(0x1b, index + 1))
    if (sample[index + 1] === 0x24 && (sample[index + 2] === 0x42 || sample[index + 2] === 0x40)) return true;
  return false;
}

const chunkBytes = 1 << 18;
const evidenceBytes = 1 << 17;

/**
 * The encoding of a file. Where the beginning is plain ASCII the file is searched for the first bytes that are not, since
 * the beginning of an English text tells nothing about the name in its last line.
 */
export async function encodingOfFile(file: OpenedFile): Promise<Encoding> {
  for (let position = 0; position < file.bytes; position += chunkBytes) {
    const chunk = await readBytes(file, position, chunkBytes);
    if (position === 0 && (markedEncoding(chunk) || zeroPatternEncoding(chunk) || isIso2022Jp(chunk)))
      return encodingOf(chunk);
    const telling = chunk.findIndex((byte) => byte >= 0x80);
    if (telling < 0) continue;
    // From the start of the line, so that the sample does not begin inside a character of two bytes.
    const lineStart = telling === 0 ? 0 : chunk.lastIndexOf(0x0a, telling - 1) + 1;
    return encodingOf(await readBytes(file, position + lineStart, evidenceBytes));
  }
  return { name: 'utf-8', markBytes: 0, guessed: false };
}
