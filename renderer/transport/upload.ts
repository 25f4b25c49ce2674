import { asBitternError, BitternError, type Source } from '../../preload/contract/index.ts';
import type { HandedOver, SourceOptions } from './connection.ts';

/** How many files travel at once: enough to hide the latency of small files, few enough to keep order on disk. */
const parallel = 3;

/**
 * Sends files to the browser shell, which keeps them until a call uses them.
 *
 * @param files in the order in which their sources come back
 * @throws BitternError when the person stopped it
 */
export async function upload(
  files: readonly File[],
  key: string,
  { onProgress, signal }: SourceOptions = {},
): Promise<HandedOver> {
  const totalBytes = files.reduce((sum, file) => sum + file.size, 0);
  const sent = files.map(() => 0);
  const sources: (Source | undefined)[] = [];
  const refused: HandedOver['refused'] = [];
  let next = 0;
  const work = async () => {
    while (next < files.length) {
      const index = next++;
      const file = files[index]!;
      const onSent = (bytes: number) => {
        sent[index] = Math.min(bytes, file.size);
        onProgress?.({ sentBytes: sent.reduce((sum, count) => sum + count, 0), totalBytes });
      };
      try {
        const uploadId = await uploadOne(file, key, signal, onSent);
        sources[index] = { kind: 'upload', uploadId, name: file.name };
      } catch (thrown) {
        const error = asBitternError(thrown);
        if (error.code === 'cancelled') throw error;
        refused.push({ name: file.name, message: error.message });
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(parallel, files.length) }, work));
  return { sources: sources.filter((source) => source !== undefined), refused };
}

/** `fetch` cannot tell how much of a body was sent, so this is an XMLHttpRequest. */
function uploadOne(
  file: File,
  key: string,
  signal: AbortSignal | undefined,
  onSent: (bytes: number) => void,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const fail = (message: string) => reject(new BitternError('network', message));
    request.open('POST', new URL(`/upload?name=${encodeURIComponent(file.name)}`, location.href));
    request.setRequestHeader('Authorization', `Bearer ${key}`);
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    request.responseType = 'text';
    request.upload.onprogress = (event) => onSent(event.loaded);
    request.onload = () => {
      onSent(file.size);
      const answer = parsed(request.responseText);
      if (request.status >= 200 && request.status < 300 && typeof answer.uploadId === 'string')
        resolve(answer.uploadId);
      else if (typeof answer.message === 'string') fail(answer.message);
      else fail(`“${file.name}” could not be handed to Bittern (status ${request.status}).`);
    };
    // A folder, or a file that changed since it was chosen, ends here too: the browser cannot read it.
    request.onerror = () =>
      fail(`“${file.name}” could not be read or sent. If it is open elsewhere or was moved, add it again.`);
    request.onabort = () => reject(new BitternError('cancelled', 'Stopped.'));
    signal?.addEventListener('abort', () => request.abort(), { once: true });
    request.send(file);
  });
}

function parsed(text: string): { uploadId?: unknown; message?: unknown } {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
