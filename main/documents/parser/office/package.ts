import { BitternError } from '../../../../preload/contract/errors.ts';
import { usableTitle } from '../flow/title.ts';
import { parseXml, type XmlHandler, type XmlOptions } from '../xml/reader.ts';
import type { Archive } from '../zip/archive.ts';

/** A reference from one part of an Office file to another, or to something outside it. */
export interface Relationship {
  readonly id: string;
  /** Last word of the type's address: `styles`, `footnotes`, `slide`, `image`… the same for both dialects of the format. */
  readonly type: string;
  /** Name of the part within the file; for an external one the address as written, which is never opened. */
  readonly target: string;
  readonly isExternal: boolean;
}

export type Relationships = ReadonlyMap<string, Relationship>;

/** The references of a part (of the file itself for an empty name); empty when it has none. */
export async function relationshipsOf(
  archive: Archive,
  part: string,
  signal: AbortSignal,
): Promise<Relationships> {
  const slash = part.lastIndexOf('/') + 1;
  const list = `${part.slice(0, slash)}_rels/${part.slice(slash)}.rels`;
  const found = new Map<string, Relationship>();
  if (!archive.has(list)) return found;
  await parsePart(
    archive,
    list,
    onlyOpen((name, attributes) => {
      if (name !== 'rel:Relationship') return;
      const { Id: id, Type: type, Target: target, TargetMode: mode } = attributes;
      if (!id || !type || target === undefined || found.size >= 100_000) return;
      const isExternal = mode === 'External';
      found.set(id, {
        id,
        type: type.slice(type.lastIndexOf('/') + 1),
        target: isExternal ? target : resolvePart(part, target),
        isExternal,
      });
    }),
    { signal },
  );
  return found;
}

/** The first reference of a type that leads to a part which is there. */
export function findRelated(archive: Archive, relationships: Relationships, type: string): string | null {
  for (const each of relationships.values())
    if (each.type === type && !each.isExternal && archive.has(each.target)) return each.target;
  return null;
}

/** The main part of an Office file, wherever its references say that it is. Throws `unreadable` when there is none. */
export async function mainPart(archive: Archive, usual: string, signal: AbortSignal): Promise<string> {
  const found = findRelated(archive, await relationshipsOf(archive, '', signal), 'officeDocument');
  if (found) return found;
  if (archive.has(usual)) return usual;
  if (archive.isDamaged)
    throw new BitternError(
      'unreadable',
      'This file is damaged: the part of it that holds the text is missing. Get a fresh copy of it.',
    );
  throw new BitternError(
    'unreadable',
    'This Office file has no main part, so there is nothing in it to read. Open it in Office and save it anew.',
  );
}

/** The title in an Office file's properties; null when there is none, or it is one that programs fill in by themselves. */
export async function titleOf(archive: Archive, signal: AbortSignal): Promise<string | null> {
  const part = findRelated(archive, await relationshipsOf(archive, '', signal), 'core-properties');
  return part ? titleIn(archive, part, signal) : null;
}

/** The title in a part with a document's properties. A damaged part costs the title, not the document. */
export async function titleIn(archive: Archive, part: string, signal: AbortSignal): Promise<string | null> {
  if (!archive.has(part)) return null;
  let title = '';
  let inTitle = false;
  const handler: XmlHandler = {
    open: (name) => {
      inTitle = name === 'dc:title';
    },
    close: () => {
      inTitle = false;
    },
    text: (text) => {
      if (inTitle && title.length < 1000) title += text;
    },
  };
  try {
    await parsePart(archive, part, handler, { signal });
  } catch (thrown) {
    if (signal.aborted) throw thrown;
    return null;
  }
  return usableTitle(title);
}

/** Reads a part that the rest can do without: of a damaged one only what can be read, which the archive remembers. */
export async function parsePart(
  archive: Archive,
  part: string,
  handler: XmlHandler,
  options: XmlOptions,
): Promise<void> {
  try {
    await parseXml(archive.read(part), handler, options);
  } catch (thrown) {
    if (!archive.isPartDamaged(part)) throw thrown;
  }
}

/** A handler that is told of opening elements only. */
export function onlyOpen(open: XmlHandler['open']): XmlHandler {
  return { open, close: () => {}, text: () => {} };
}

/** A part's name from a reference in another part: relative to that part's folder, or from the root with a slash in front. */
function resolvePart(from: string, target: string): string {
  const path = decode(target.split('#', 1)[0]!.replaceAll('\\', '/'));
  const steps = path.startsWith('/') ? [] : from.split('/').slice(0, -1);
  for (const step of path.split('/')) {
    if (step === '..') steps.pop();
    else if (step !== '.' && step !== '') steps.push(step);
  }
  return steps.join('/');
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
