import { deflateSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import type { ParserPool, ParserPoolOptions } from '../../../main/documents/parser/index.ts';
import { createParserPool } from '../../../main/documents/parser/index.ts';
import { silentLog } from '../../../main/log.ts';
import { nodeFork } from '../../../main/process/index.ts';
import { PdfWriter, pdfOf } from '../../support/pdf.ts';
import { collect, fileIn, temporaryFolder } from '../../support/reading.ts';

const folder = temporaryFolder();
const pools: ParserPool[] = [];
function poolWith(options: Partial<ParserPoolOptions> = {}): ParserPool {
  const pool = createParserPool({ fork: nodeFork, log: silentLog, size: 1, ...options });
  pools.push(pool);
  return pool;
}
afterAll(() => Promise.all(pools.map((pool) => pool[Symbol.asyncDispose]())));

const good = fileIn(folder, 'good.pdf', pdfOf([{ texts: [{ text: 'All is well.', x: 50, y: 700 }] }]));
const request = (path: string): { path: string; fileName: string; password: null } => ({
  path,
  fileName: path,
  password: null,
});

/** A PDF whose only page has this content stream. */
function pdfWith(name: string, content: Buffer): string {
  const writer = new PdfWriter();
  const tree = writer.reserve();
  const font = writer.add('<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>');
  const stream = writer.stream(deflateSync(content, { level: 1 }), '/Filter/FlateDecode');
  const page = writer.add(
    `<</Type/Page/Parent ${tree} 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F ${font} 0 R>>>>/Contents ${stream} 0 R>>`,
  );
  writer.set(tree, `<</Type/Pages/Count 1/Kids[${page} 0 R]>>`);
  return fileIn(folder, name, writer.finish(writer.add(`<</Type/Catalog/Pages ${tree} 0 R>>`)));
}

describe('the parser processes', () => {
  it('read files one after the other, and say what is wrong with those they cannot read', async () => {
    const pool = poolWith();
    expect((await collect(pool.parse(request(good)))).text).toBe('All is well.');
    await expect(collect(pool.parse(request(folder)))).rejects.toMatchObject({ code: 'bad-input' });
    expect((await collect(pool.parse(request(good)))).text).toBe('All is well.');
  });

  it('survive a file that unfolds into more memory than there is', async () => {
    const pool = poolWith({ memoryMebibytes: 320 });
    const bomb = pdfWith('bomb.pdf', Buffer.alloc(200 * 1024 * 1024, ' '));
    await expect(collect(pool.parse(request(bomb)))).rejects.toMatchObject({
      code: 'too-large',
      message: expect.stringMatching(/memory/),
    });
    expect((await collect(pool.parse(request(good)))).text).toBe('All is well.');
  });

  it('give up a file that takes too long', async () => {
    const slow = pdfWith(
      'slow.pdf',
      Buffer.from(`BT /F 10 Tf ${'1 0 0 1 60 700 Tm (word) Tj '.repeat(400_000)} ET`),
    );
    const pool = poolWith({ limitMs: (bytes) => (bytes > 10_000 ? 1 : 60_000) });
    await expect(collect(pool.parse(request(slow)))).rejects.toMatchObject({
      code: 'too-large',
      message: expect.stringMatching(/too long/),
    });
    expect((await collect(pool.parse(request(good)))).text).toBe('All is well.');
  });

  it('stop when told to, also while they wait their turn', async () => {
    const pool = poolWith();
    const path = fileIn(folder, 'long.txt', 'word '.repeat(2_000_000));
    const first = new AbortController();
    const second = new AbortController();
    const reading = pool.parse(request(path), { signal: first.signal });
    expect((await reading.next()).value).toMatchObject({ kind: 'head' });
    const waiting = collect(pool.parse(request(good), { signal: second.signal }));
    second.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
    first.abort();
    // What was on its way when it was stopped may still come.
    const rest = (async () => {
      while (!(await reading.next()).done);
    })();
    await expect(rest).rejects.toMatchObject({ code: 'cancelled' });
    expect((await collect(pool.parse(request(good)))).text).toBe('All is well.');
  });

  it('end when the reader leaves early, and can be asked again', async () => {
    const pool = poolWith();
    for await (const item of pool.parse(request(good))) if (item.kind === 'head') break;
    expect((await collect(pool.parse(request(good)))).text).toBe('All is well.');
  });

  it('are told of a crash with a sentence', async () => {
    const pool = poolWith({
      fork: (name, options) => {
        const child = nodeFork(name, options);
        child.onMessage((message) => {
          if ((message as { kind: string }).kind === 'item') process.kill(child.pid!, 'SIGSEGV');
        });
        return child;
      },
    });
    await expect(
      collect(pool.parse(request(fileIn(folder, 'many.txt', 'word '.repeat(3_000_000))))),
    ).rejects.toMatchObject({
      code: 'unreadable',
      message: expect.stringMatching(/crashed/),
    });
  });
});
