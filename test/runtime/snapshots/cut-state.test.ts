import { existsSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { cutState } from '../../../main/runtime/snapshots/cut-state.ts';
import { temporaryFolder } from '../support.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());

const u32 = (...values: number[]): Buffer => Buffer.from(Uint32Array.from(values).buffer);
const u64 = (value: number): Buffer => Buffer.from(BigUint64Array.of(BigInt(value)).buffer);
const upTo = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));

/** A state as llama.cpp writes it, in which every number tells its place: rows of 1,200 bytes, two layers. */
function state(tokens: number, { transposed = true, version = 3, firstPosition = 0 } = {}): Buffer {
  const rows = (layer: number) => [
    u32(1),
    u64(1200),
    ...upTo(tokens, (cell) => u32(...upTo(300, (index) => layer * 1e6 + cell * 1e3 + index))),
  ];
  const columns = (layer: number) => [
    u32(1, 4, 300),
    ...upTo(300, (index) => u32(...upTo(tokens, (cell) => layer * 1e6 + cell * 1e3 + index))),
  ];
  return Buffer.concat([
    u32(0x67677371, version, tokens),
    u32(...upTo(tokens, (index) => 7 * index)),
    u32(1, tokens),
    ...upTo(tokens, (index) => u32(firstPosition + index, 1, 0)),
    u32(transposed ? 1 : 0, 2),
    ...[0, 1].flatMap(rows),
    ...[2, 3].flatMap(transposed ? columns : rows),
  ]);
}

let count = 0;
function written(bytes: Buffer): { from: string; to: string } {
  count += 1;
  const from = join(folder.path, `${count}.state`);
  writeFileSync(from, bytes);
  return { from, to: join(folder.path, `${count}.part`) };
}

describe('the beginning of a state', () => {
  it.each([true, false])(
    'is the state of its tokens alone, with values transposed: %s',
    async (transposed) => {
      const { from, to } = written(state(900, { transposed }));
      expect(await cutState(from, to, 900, 250)).toBe(true);
      expect(readFileSync(to).equals(state(250, { transposed }))).toBe(true);
    },
  );

  it.each<[string, Buffer]>([
    ['is none', Buffer.alloc(50_000, 7)],
    ['has another version', state(900, { version: 4 })],
    ['has other cells than tokens in order', state(900, { firstPosition: 5 })],
    ['has another number of tokens', state(800)],
    ['goes on after its end', Buffer.concat([state(900), u32(0)])],
  ])('is not made of a file that %s', async (_, bytes) => {
    const { from, to } = written(bytes);
    expect(await cutState(from, to, 900, 250)).toBe(false);
    expect(existsSync(to)).toBe(false);
  });

  it('of a file that ends too early leaves nothing behind', async () => {
    const { from, to } = written(state(900));
    truncateSync(from, 500_000);
    await expect(cutState(from, to, 900, 250)).rejects.toThrow('ends too early');
    expect(existsSync(to)).toBe(false);
  });
});
