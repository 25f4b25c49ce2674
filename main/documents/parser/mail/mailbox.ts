import { BitternError } from '../../../../preload/contract/errors.ts';
import { type OpenedFile, readBytes } from '../open.ts';

const pieceBytes = 1 << 20;
/** A message, attachments included, is held in memory while it is taken apart. */
const maximumMessageBytes = 100 << 20;

const lineBreak = 0x0a;
const separator = Buffer.from('From ');

/**
 * The messages of a file: one, or in a mailbox each between two lines that begin with "From " after a blank line (RFC 4155).
 * Throws `too-large` for a message of more than 100 MiB.
 */
export async function* messagesOf(
  file: OpenedFile,
  signal: AbortSignal,
): AsyncGenerator<{ bytes: Uint8Array; read: number }> {
  let held: Buffer = Buffer.alloc(0);
  let isMailbox = false;
  let searched = 0;
  for (let position = 0; position < file.bytes; ) {
    signal.throwIfAborted();
    const piece = await readBytes(file, position, pieceBytes);
    if (piece.length === 0) break;
    if (position === 0) isMailbox = startsMessage(Buffer.from(piece), 0);
    position += piece.length;
    held = Buffer.concat([held, piece]);
    for (let cut = isMailbox ? nextMessage(held, searched) : -1; cut >= 0; cut = nextMessage(held, 0)) {
      yield { bytes: withoutSeparator(held.subarray(0, cut)), read: position };
      held = held.subarray(cut);
    }
    searched = Math.max(0, held.length - 16);
    if (held.length > maximumMessageBytes)
      throw new BitternError(
        'too-large',
        'This e-mail is larger than 100 MB with what is attached to it. Save the message without its attachments and add that.',
      );
  }
  if (held.length > 0) yield { bytes: isMailbox ? withoutSeparator(held) : held, read: file.bytes };
}

/** Where the next message begins after `from`, or -1. */
function nextMessage(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(separator, Math.max(1, from)); at >= 0; at = bytes.indexOf(separator, at + 1)) {
    const isAfterBlank =
      bytes[at - 1] === lineBreak &&
      (bytes[at - 2] === lineBreak || (bytes[at - 2] === 0x0d && bytes[at - 3] === lineBreak));
    if (isAfterBlank && startsMessage(bytes, at)) return at;
  }
  return -1;
}

/** "From someone Sat Jan  3 01:05:34 1996": a sentence that begins with "From" has no time in it. */
function startsMessage(bytes: Buffer, at: number): boolean {
  const line = bytes
    .subarray(at, at + 200)
    .toString('latin1')
    .split('\n', 1)[0]!;
  return /^From \S+.*\d\d:\d\d/.test(line);
}

function withoutSeparator(message: Buffer): Buffer {
  const end = message.indexOf(lineBreak);
  return end < 0 ? message : message.subarray(end + 1);
}
