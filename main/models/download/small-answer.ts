import { BitternError } from '../../../preload/contract/index.ts';
import { PassingFailure } from './retry.ts';

/** A list of files or of hashes, and an index of weights, are not larger than this. Any server may be set as a mirror. */
const limitBytes = 4 * 1024 * 1024;

/**
 * The bytes of an answer that is to be read whole; null when it is too large to be what it should, and the rest is not fetched.
 * A connection that breaks meanwhile is a failure that may pass.
 */
export async function smallAnswer(
  response: Response,
  { host, signal }: { host: string; signal: AbortSignal },
): Promise<Buffer<ArrayBuffer> | null> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response.body ?? []) {
      bytes += chunk.byteLength;
      // Leaving the loop cancels the rest of the answer.
      if (bytes > limitBytes) return null;
      chunks.push(chunk);
    }
  } catch (thrown) {
    signal.throwIfAborted();
    if (thrown instanceof BitternError) throw thrown;
    throw new PassingFailure(`The connection to ${host} broke off.`, null, thrown);
  }
  return Buffer.concat(chunks);
}
