import { basename, parse } from 'node:path';
import { BitternError } from '../../preload/contract/index.ts';
import type { Services } from '../door/session.ts';
import { call } from './call.ts';

/**
 * Finds documents by what people and scripts call them: identifier, content hash, or file name as imported, with or
 * without its extension (a path is taken by its last part). Throws `not-found` with the name that nothing has. The
 * library is read once.
 */
export function documentFinder(
  services: Pick<Services, 'handlers'>,
  signal: AbortSignal,
): (names: readonly string[]) => Promise<string[]> {
  let names: Promise<Map<string, string[]>> | null = null;
  let hashes: Promise<Map<string, string[]>> | null = null;

  const list = async (): Promise<{ id: string; fileName: string }[]> =>
    (await call(services, 'document.list', {}, signal)).documents;

  const byName = async (): Promise<Map<string, string[]>> => {
    const documents = await list();
    const stems = group(documents.map(({ id, fileName }) => [parse(fileName).name, id]));
    return new Map([...stems, ...group(documents.map(({ id, fileName }) => [fileName, id]))]);
  };

  const byHash = async (): Promise<Map<string, string[]>> => {
    const found: [string, string][] = [];
    for (const { id } of await list())
      found.push([(await call(services, 'document.get', { id }, signal)).hash, id]);
    return group(found);
  };

  const find = async (name: string): Promise<string[]> => {
    if (/^doc_[0-9a-z]{10,40}$/.test(name)) return [name];
    names ??= byName();
    const named = (await names).get(name) ?? (await names).get(basename(name));
    if (named) return named;
    if (/^[0-9a-f]{32,}$/i.test(name)) {
      hashes ??= byHash();
      const hashed = (await hashes).get(name.toLowerCase());
      if (hashed) return hashed;
    }
    throw new BitternError(
      'not-found',
      `There is no document "${name}". Import it first with: bittern import FILE`,
    );
  };

  return async (wanted) => [...new Set((await Promise.all(wanted.map(find))).flat())];
}

function group(pairs: readonly [string, string][]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const [key, id] of pairs) groups.set(key, [...(groups.get(key) ?? []), id]);
  return groups;
}
