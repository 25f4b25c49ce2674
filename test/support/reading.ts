import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll } from 'vitest';
import type { ParsedHead, ParsedItem, ParsedPart } from '../../main/documents/parser/interface.ts';
import { parseFile } from '../../main/documents/parser/parse-file.ts';

/** Everything a parser said about one file. */
export interface Reading {
  readonly head: ParsedHead;
  readonly parts: readonly ParsedPart[];
  readonly notes: readonly { level: string; text: string; pages?: number[] | undefined }[];
  /** All parts in order, a form feed between two pages. */
  readonly text: string;
}

/** A folder that is gone after the tests of the file that asked for it. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'bittern-parser-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes a file into a folder and returns its path. */
export function fileIn(folder: string, name: string, contents: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, contents);
  return path;
}

/** Puts the items of one file together; throws when they do not come as the interface says. */
export async function collect(items: AsyncIterable<ParsedItem>): Promise<Reading> {
  let head: ParsedHead | null = null;
  const parts: ParsedPart[] = [];
  let notes: Reading['notes'] | null = null;
  for await (const item of items) {
    if (notes) throw new Error(`${item.kind} after the tail`);
    if (item.kind === 'head') head = item;
    else if (!head) throw new Error(`${item.kind} before the head`);
    else if (item.kind === 'tail') notes = item.notes;
    else if (item.kind === 'part') parts.push(item);
  }
  if (!head || !notes) throw new Error('head or tail is missing');
  for (const part of parts) assertPart(part);
  const text = parts
    .map((part, index) => (index > 0 && parts[index - 1]!.page !== part.page ? '\f' : '') + part.text)
    .join('');
  return { head, parts, notes, text };
}

/** Blocks lie in order, and what is between them is white space; words are words. */
function assertPart({ text, blocks, words }: ParsedPart): void {
  let end = 0;
  for (const block of blocks) {
    if (block.start < end || block.end <= block.start || block.end > text.length)
      throw new Error('blocks overlap');
    if (text.slice(end, block.start).trim() !== '') throw new Error('text outside of blocks');
    end = block.end;
  }
  if (text.slice(end).trim() !== '') throw new Error('text after the last block');
  for (let index = 0; words && index < words.length; index += 6) {
    const word = text.slice(words[index], words[index + 1]);
    if (word === '' || /\s/.test(word)) throw new Error(`not a word: ${JSON.stringify(word)}`);
  }
}

/** Reads a file as the parser process does, in this process. */
export function read(path: string, options: { name?: string; password?: string } = {}): Promise<Reading> {
  return collect(
    parseFile(
      { path, fileName: options.name ?? basename(path), password: options.password ?? null },
      { signal: new AbortController().signal },
    ),
  );
}

/** The blocks of a reading as `[kind, text]`. */
export function blocksOf(reading: Reading): [kind: string, text: string][] {
  return reading.parts.flatMap((part) =>
    part.blocks.map((block): [string, string] => [block.kind, part.text.slice(block.start, block.end)]),
  );
}
