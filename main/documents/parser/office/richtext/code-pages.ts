import { decoderFor } from '../../text/decode.ts';
import { symbolCharacter } from '../word/symbols.ts';

/** Windows and Macintosh code pages (`\ansicpg`, `\cpg`) by the names that decoders know. */
const names: Readonly<Record<number, string>> = {
  437: 'cp437',
  708: 'iso-8859-6',
  850: 'cp850',
  852: 'cp852',
  860: 'cp860',
  862: 'cp862',
  863: 'cp863',
  864: 'cp864',
  865: 'cp865',
  866: 'ibm866',
  874: 'windows-874',
  932: 'shift_jis',
  936: 'gb18030',
  949: 'euc-kr',
  950: 'big5',
  1361: 'euc-kr',
  10000: 'macintosh',
  10007: 'x-mac-cyrillic',
  65001: 'utf-8',
};

/** Code pages of a font's character set (`\fcharset`). */
const ofCharset: Readonly<Record<number, number>> = {
  77: 10000,
  128: 932,
  129: 949,
  130: 1361,
  134: 936,
  136: 950,
  161: 1253,
  162: 1254,
  163: 1258,
  177: 1255,
  178: 1256,
  186: 1257,
  204: 1251,
  222: 874,
  238: 1250,
  254: 437,
  255: 850,
};

/** The code page of a font's character set; null for the document's own. */
export function codePageOfCharset(charset: number): number | null {
  return ofCharset[charset] ?? null;
}

/** Characters of a run of bytes in a code page; what no table knows is read as Windows-1252. */
export function decodeCodePage(bytes: readonly number[], codePage: number): string {
  if (bytes.every((byte) => byte < 0x80)) return String.fromCharCode(...bytes);
  if (codePage === 1252) {
    const utf8 = asUtf8(bytes);
    if (utf8 !== null) return utf8;
  }
  const name =
    names[codePage] ?? (codePage >= 1250 && codePage <= 1258 ? `windows-${codePage}` : 'windows-1252');
  const decoder = decoderFor({ name, markBytes: 0, guessed: false });
  return decoder.decode(Uint8Array.from(bytes)) + decoder.end();
}

/** Scripts write UTF-8 into RTF without a word about it; as Windows-1252 its bytes would be words that no language has. */
function asUtf8(bytes: readonly number[]): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(bytes));
  } catch {
    return null;
  }
}

/** Characters of a run of bytes in the Symbol font. */
export function decodeSymbols(bytes: readonly number[]): string {
  return bytes.map((byte) => symbolCharacter('Symbol', byte)).join('');
}
