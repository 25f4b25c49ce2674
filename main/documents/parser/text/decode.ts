import iconv from 'iconv-lite';
import { bytesText } from '../../../../preload/contract/amounts.ts';
import { BitternError } from '../../../../preload/contract/errors.ts';
import { type OpenedFile, openRegularFile, readBytes } from '../open.ts';
import { type Encoding, encodingOf, encodingOfFile } from './encoding.ts';
import { utf8SequenceLength } from './utf8.ts';

/** Turns the bytes of one file into characters, piece by piece. */
export interface StreamDecoder {
  decode(bytes: Uint8Array): string;
  /** What was held back because the bytes ended within a character. */
  end(): string;
}

function isWhatwg(name: string): boolean {
  try {
    new TextDecoder(name);
    return true;
  } catch {
    return false;
  }
}

/** A decoder that never fails: what cannot be decoded becomes U+FFFD, and no lone surrogate ever comes out. */
export function decoderFor(encoding: Encoding): StreamDecoder {
  if (encoding.name === 'mixed') return mixedDecoder();
  if (isWhatwg(encoding.name)) {
    const decoder = new TextDecoder(encoding.name, { ignoreBOM: true });
    return { decode: (bytes) => decoder.decode(bytes, { stream: true }), end: () => decoder.decode() };
  }
  const decoder = iconv.getDecoder(iconv.encodingExists(encoding.name) ? encoding.name : 'windows-1252');
  return {
    decode: (bytes) =>
      decoder.write(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)).toWellFormed(),
    end: () => (decoder.end() ?? '').toWellFormed(),
  };
}

/** Well-formed UTF-8 as it is, and every other byte as Windows-1252. */
function mixedDecoder(): StreamDecoder {
  const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const windows = new TextDecoder('windows-1252');
  let held = new Uint8Array(0);

  const decodeWhole = (bytes: Uint8Array): string => {
    let text = '';
    let start = 0;
    for (let index = 0; index < bytes.length; ) {
      const length = utf8SequenceLength(bytes, index);
      if (length > 0) {
        index += length;
        continue;
      }
      text += strict.decode(bytes.subarray(start, index)) + windows.decode(bytes.subarray(index, index + 1));
      index += 1;
      start = index;
    }
    return text + strict.decode(bytes.subarray(start));
  };

  return {
    decode(bytes) {
      const joined = new Uint8Array(held.length + bytes.length);
      joined.set(held);
      joined.set(bytes, held.length);
      // At most three bytes of a sequence can be waiting for the next piece.
      let cut = joined.length;
      for (let back = 1; back <= 3 && back <= joined.length; back++)
        if (utf8SequenceLength(joined, joined.length - back) === -1) cut = joined.length - back;
      held = joined.slice(cut);
      return decodeWhole(joined.subarray(0, cut));
    },
    end() {
      const rest = decodeWhole(held);
      held = new Uint8Array(0);
      return rest;
    },
  };
}

const pieceBytes = 1 << 18;

/** One piece of a file's text, and how many bytes of the file have been read with it. */
export interface DecodedPiece {
  readonly text: string;
  readonly bytesRead: number;
}

/** The text of a file in pieces of about a quarter of a megabyte, as its encoding says, without its byte order mark. */
export async function* decodeFile(
  file: OpenedFile,
  encoding: Encoding,
  signal: AbortSignal,
): AsyncGenerator<DecodedPiece> {
  const decoder = decoderFor(encoding);
  for (let position = encoding.markBytes; position < file.bytes; ) {
    signal.throwIfAborted();
    const bytes = await readBytes(file, position, pieceBytes);
    if (bytes.length === 0) break;
    position += bytes.length;
    yield { text: decoder.decode(bytes), bytesRead: position };
  }
  const rest = decoder.end();
  if (rest) yield { text: rest, bytesRead: file.bytes };
}

/**
 * The whole text of a file, decoded, for formats that must be read at once. Throws `too-large` when the file has more
 * than `maximumBytes`.
 */
export async function readWholeText(
  path: string,
  limits: { maximumBytes: number; signal: AbortSignal },
): Promise<{ text: string; encoding: Encoding }> {
  const file = await openRegularFile(path);
  await using _ = file.handle;
  if (file.bytes > limits.maximumBytes)
    throw new BitternError(
      'too-large',
      `This file has ${bytesText(file.bytes)}; files of its kind are read up to ${bytesText(limits.maximumBytes)}. Split it into smaller ones.`,
    );
  const encoding = await encodingOfFile(file);
  const pieces: string[] = [];
  for await (const piece of decodeFile(file, encoding, limits.signal)) pieces.push(piece.text);
  return { text: pieces.join(''), encoding };
}

/** The text of bytes that are in memory already, such as a part of an e-mail. */
export function decodeBytes(bytes: Uint8Array, encoding: Encoding = encodingOf(bytes)): string {
  const decoder = decoderFor(encoding);
  return decoder.decode(bytes.subarray(encoding.markBytes)) + decoder.end();
}
