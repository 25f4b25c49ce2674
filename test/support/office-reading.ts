import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { ParsedHead, Parser } from '../../main/documents/parser/interface.ts';
import type { ReportNote } from '../../preload/contract/index.ts';

/** A block with its text. */
export interface ReadBlock {
  readonly page: number;
  readonly kind: string;
  readonly level: number | null;
  readonly text: string;
  readonly header: string | undefined;
}

export interface Reading {
  readonly head: ParsedHead;
  readonly blocks: readonly ReadBlock[];
  /** Text of each page. */
  readonly pages: readonly string[];
  readonly notes: readonly ReportNote[];
  /** `kind: text` of each block, with the level of headings: what most tests compare. */
  readonly outline: readonly string[];
}

/** Lets a parser read bytes as a file, and checks what every parser must keep: the order of items, offsets, clean text. */
export async function read(
  parser: Parser,
  bytes: string | Uint8Array,
  options: { type?: string; fileName?: string; password?: string } = {},
): Promise<Reading> {
  const folder = await mkdtemp(join(tmpdir(), 'bittern-parser-'));
  try {
    const path = join(folder, 'file');
    await writeFile(path, bytes);
    const request = { path, fileName: options.fileName ?? 'file', password: options.password ?? null };
    let head: ParsedHead | undefined;
    let notes: readonly ReportNote[] | undefined;
    const blocks: ReadBlock[] = [];
    const pages: string[] = [];
    const signal = new AbortController().signal;
    for await (const item of parser(request, { signal, type: options.type ?? 'test' })) {
      expect(notes, 'nothing follows the tail').toBeUndefined();
      if (item.kind === 'head') head = item;
      if (item.kind === 'tail') notes = item.notes;
      if (item.kind !== 'part') continue;
      expect(head, 'the head comes first').toBeDefined();
      expect(item.page - pages.length, 'pages follow one another').toBeOneOf([0, 1]);
      expect(item.text.length).toBeLessThanOrEqual(80_000);
      expect(item.text.isWellFormed() && !/[\f\r\0]/.test(item.text), 'the text is clean').toBe(true);
      pages[item.page - 1] = (pages[item.page - 1] ?? '') + item.text;
      let end = 0;
      for (const block of item.blocks) {
        expect(item.text.slice(end, block.start).trim(), 'only white space between blocks').toBe('');
        expect(block.end).toBeGreaterThan(block.start);
        end = block.end;
        const text = item.text.slice(block.start, block.end);
        blocks.push({
          page: item.page,
          kind: block.kind,
          level: block.level,
          text,
          header: block.header ?? undefined,
        });
      }
      expect(item.text.slice(end).trim(), 'no text outside blocks').toBe('');
    }
    const outline = blocks.map((block) => `${block.kind}${block.level ?? ''}: ${block.text}`);
    return { head: head!, blocks, pages, notes: notes!, outline };
  } finally {
    await rm(folder, { recursive: true });
  }
}
