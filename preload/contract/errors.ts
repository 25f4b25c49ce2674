import { z } from 'zod';

/**
 * Every reason a call can fail, as a closed set. A code says what kind of thing went wrong so that a window or a
 * script can react to it; the sentence that comes with it is for people.
 */
export const errorCode = z.enum([
  /** The person gave something that cannot be used: wrong file, empty question, unknown option. */
  'bad-input',
  /** What was asked for is not there (any more). */
  'not-found',
  /** A document or model file is not what it claims to be, or is damaged. */
  'unreadable',
  /** A document is encrypted: ask for its password and try again. */
  'needs-password',
  /** A document or file exceeds a limit that protects the machine. */
  'too-large',
  /** There is no model to answer with. */
  'no-model',
  /** Not enough memory, or not enough space on the disk. */
  'no-room',
  /** The network failed, or is switched off. */
  'network',
  /** The far side refused: licence not accepted, token missing, too many requests. */
  'refused',
  /** The person, or the program on its way out, stopped it. */
  'cancelled',
  /** It took longer than its limit. */
  'timeout',
  /** A helper process died. */
  'process-died',
  /** The same thing is being done already. */
  'busy',
  /** A defect of ours. */
  'internal',
]);

export type ErrorCode = z.infer<typeof errorCode>;

/** How an error travels: a code, a sentence for people (what is wrong, what to do), and nothing else. */
export const wireError = z.strictObject({ code: errorCode, message: z.string().max(4000) });
export type WireError = z.infer<typeof wireError>;

/**
 * An error whose message is a clear sentence for the person who sees it: what is wrong and what to do.
 * Anything thrown that is not a `BitternError` is a defect: it is logged, and reported as `internal`.
 */
export class BitternError extends Error {
  override readonly name = 'BitternError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }

  /** True for errors that the person can mend; the command line leaves with 2 for these and 1 for the rest. */
  get isUsersToMend(): boolean {
    return this.code !== 'internal' && this.code !== 'process-died';
  }

  toWire(): WireError {
    return { code: this.code, message: this.message.slice(0, 4000) };
  }

  static fromWire(wire: WireError): BitternError {
    return new BitternError(wire.code, wire.message);
  }
}

/** What systems and SQLite call a disk that takes nothing more. */
const diskFull: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT', 'SQLITE_FULL']);

/**
 * What may be told about anything that was thrown: a `BitternError` as it is, a cancellation and a full disk as what they
 * are, the rest as `internal`.
 */
export function asBitternError(thrown: unknown): BitternError {
  if (thrown instanceof BitternError) return thrown;
  if (thrown instanceof Error && thrown.name === 'AbortError')
    return new BitternError('cancelled', 'Stopped.', { cause: thrown });
  if (thrown instanceof Error && 'code' in thrown && diskFull.has(thrown.code))
    return new BitternError('no-room', 'The disk is full. Free some space on it and try again.', {
      cause: thrown,
    });
  return new BitternError('internal', 'Something went wrong inside Bittern. The log has the details.', {
    cause: thrown,
  });
}
