import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { originalHeaders } from './policy.ts';
import { parseRange } from './range.ts';

/** Where the bytes of a document are, and what it was called. */
export interface Original {
  path: string;
  fileName: string;
  /** Bittern's short type name: `pdf`, `docx`, `text`… */
  type: string;
}

/** An answer that both an HTTP server and Electron's protocol handler can give. */
export interface OriginalAnswer {
  status: 200 | 206 | 404 | 416;
  headers: Record<string, string>;
  /** Null for a request that wants headers only, and for failures. */
  body: Readable | null;
}

/** Shown in place; everything else is a download, because a browser would run or guess it. */
const shownInPlace: Readonly<Record<string, string>> = { pdf: 'application/pdf' };

/** RFC 8187: the plain name for old readers, the exact one for the rest. */
function disposition(kind: 'inline' | 'attachment', fileName: string): string {
  const plain = fileName.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const exact = encodeURIComponent(fileName.toWellFormed()).replace(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${kind}; filename="${plain}"; filename*=UTF-8''${exact}`;
}

/** Answers a request for an original with the range it asked for. `null` for the original means there is none. */
export async function answerOriginal(
  original: Original | null,
  range: string | null | undefined,
  headersOnly = false,
): Promise<OriginalAnswer> {
  const stats = original && (await stat(original.path).catch(() => null));
  if (!original || !stats?.isFile()) return { status: 404, headers: {}, body: null };
  const inline = shownInPlace[original.type];
  const headers: Record<string, string> = {
    ...originalHeaders,
    'content-type': inline ?? 'application/octet-stream',
    'content-disposition': disposition(inline ? 'inline' : 'attachment', original.fileName),
    'accept-ranges': 'bytes',
  };
  const wanted = parseRange(range, stats.size);
  if (wanted === 'unsatisfiable')
    return { status: 416, headers: { ...headers, 'content-range': `bytes */${stats.size}` }, body: null };
  if (wanted === null) {
    headers['content-length'] = String(stats.size);
    return { status: 200, headers, body: headersOnly ? null : createReadStream(original.path) };
  }
  headers['content-length'] = String(wanted.end - wanted.start + 1);
  headers['content-range'] = `bytes ${wanted.start}-${wanted.end}/${stats.size}`;
  return { status: 206, headers, body: headersOnly ? null : createReadStream(original.path, wanted) };
}
