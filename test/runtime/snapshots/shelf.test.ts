import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { fitKey } from '../../../main/runtime/snapshots/header.ts';
import { SnapshotShelf } from '../../../main/runtime/snapshots/shelf.ts';
import { blockBytes } from '../../../main/runtime/snapshots/sum-blocks.ts';
import { temporaryFolder } from '../support.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());
let count = 0;
const place = (): string => join(folder.path, `shelf-${++count}`);
function shelfIn(directory: string, budget = 1e9, fit = 'this model'): SnapshotShelf {
  const shelf = new SnapshotShelf({ directory, budget });
  shelf.fits(fit);
  return shelf;
}
const tokens = (length: number, from = 0): number[] => Array.from({ length }, (_, index) => from + index);

async function put(shelf: SnapshotShelf, held: number[], bytes = 1000, slot = 'a'): Promise<void> {
  expect(await shelf.makeRoom(bytes)).toBe(true);
  const saving = await shelf.save(
    slot,
    held,
    async (file) => await writeFile(file, Buffer.alloc(bytes, held.length)),
  );
  await saving.finish();
}

/** Waits so that two uses do not fall on the same moment. */
const aMoment = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

describe('the shelf of snapshots', () => {
  it('finds the one with the longest beginning in common, after a restart too', async () => {
    const directory = place();
    const shelf = shelfIn(directory);
    await put(shelf, tokens(50));
    await put(shelf, [...tokens(40), 999, 998]);
    const again = shelfIn(directory);
    const found = await again.best([...tokens(45), 7], 100);
    expect(found?.prefix).toBe(45);
    expect(found?.snapshot.header.tokens).toEqual(tokens(50));
    expect(await again.stateFile(found!.snapshot)).toBe(join(directory, `${found!.snapshot.name}.state`));
    expect(await again.best([5, 6], 100)).toBeNull();
  });

  it('offers of one that the context cannot hold as much as it can', async () => {
    const shelf = shelfIn(place());
    await put(shelf, tokens(50));
    expect((await shelf.best(tokens(60), 49))?.prefix).toBe(49);
  });

  it('offers the smaller one of two that have as much', async () => {
    const shelf = shelfIn(place());
    await put(shelf, [...tokens(40), ...tokens(20, 900)], 3000);
    await put(shelf, [...tokens(40), 7], 1000);
    await put(shelf, [...tokens(40), ...tokens(10, 800)], 2000);
    expect((await shelf.best(tokens(45), 100))?.snapshot.header.bytes).toBe(1000);
  });

  it('has no beginning of one that is no state of llama.cpp', async () => {
    const directory = place();
    const shelf = shelfIn(directory);
    await put(shelf, tokens(50));
    const { snapshot } = (await shelf.best(tokens(60), 49))!;
    expect(await shelf.beginningOf(snapshot, 49)).toBeNull();
    expect(readdirSync(directory).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('drops a snapshot that a newer one begins with', async () => {
    const directory = place();
    const shelf = shelfIn(directory);
    await put(shelf, tokens(20));
    await put(shelf, tokens(30));
    expect(readdirSync(directory)).toHaveLength(2);
    expect(await shelf.covered(tokens(30))).toBe(30);
  });

  it('never opens what another model, or other settings, saved', async () => {
    const directory = place();
    await put(shelfIn(directory, 1e9, 'another'), tokens(20));
    expect(await shelfIn(directory).best(tokens(20), 100)).toBeNull();
    expect(await shelfIn(directory, 1e9, 'another').best(tokens(20), 100)).not.toBeNull();
  });

  it('tells fits apart by model, engine, backend and attention', () => {
    const fit = { modelHash: 'a', engine: 'b', backend: 'cpu', flashAttention: false };
    const keys = [
      fit,
      { ...fit, modelHash: 'x' },
      { ...fit, engine: 'x' },
      { ...fit, backend: 'cuda' },
      { ...fit, flashAttention: true },
    ].map(fitKey);
    expect(new Set(keys).size).toBe(5);
  });

  it.each(['truncated', 'one bit changed', 'gone'])('throws away a state that is %s', async (damage) => {
    const directory = place();
    const shelf = shelfIn(directory);
    // More than a block, so that the damage is in the second one.
    await put(shelf, tokens(20), blockBytes + 1000);
    const state = join(directory, readdirSync(directory).find((name) => name.endsWith('.state'))!);
    const reopened = shelfIn(directory);
    const { snapshot } = (await reopened.best(tokens(20), 100))!;
    if (damage === 'truncated') truncateSync(state, blockBytes + 999);
    else if (damage === 'gone') truncateSync(state, 0);
    else {
      const bytes = readFileSync(state);
      bytes[blockBytes + 500]! ^= 1;
      writeFileSync(state, bytes);
    }
    expect(await reopened.stateFile(snapshot)).toBeNull();
    expect(readdirSync(directory)).toEqual([]);
    expect(await reopened.best(tokens(20), 100)).toBeNull();
  });

  it('removes at start what a crash left behind, and leaves other files alone', async () => {
    const directory = place();
    mkdirSync(directory, { recursive: true });
    await put(shelfIn(directory), tokens(20));
    for (const name of [
      '0123456789abcdef.state',
      '0123456789abcdee.part',
      '0123456789abcded.json',
      'speeds.json',
    ])
      writeFileSync(join(directory, name), '{}');
    await shelfIn(directory).best(tokens(20), 100);
    const left = readdirSync(directory);
    expect(left).toHaveLength(3);
    expect(left).toContain('speeds.json');
  });

  it('leaves nothing when writing fails', async () => {
    const directory = place();
    const failing = shelfIn(directory).save('a', tokens(20), async (file) => {
      await writeFile(file, 'half');
      throw new Error('The disk is full.');
    });
    await expect(failing).rejects.toThrow('The disk is full.');
    expect(readdirSync(directory)).toEqual([]);
  });

  it('keeps to its budget; the least recently used goes first', async () => {
    const directory = place();
    const shelf = shelfIn(directory, 3500);
    await put(shelf, tokens(20, 100));
    await aMoment();
    await put(shelf, tokens(20, 200));
    await aMoment();
    await put(shelf, tokens(20, 300));
    await aMoment();
    await shelf.touch((await shelf.best(tokens(20, 100), 100))!.snapshot);
    await aMoment();
    await put(shelf, tokens(20, 400));
    const left = async (of: SnapshotShelf): Promise<boolean[]> =>
      await Promise.all(
        [100, 200, 300, 400].map(async (from) => (await of.best(tokens(20, from), 100)) !== null),
      );
    expect(await left(shelf)).toEqual([true, false, true, true]);
    expect(await left(shelfIn(directory, 3500))).toEqual([true, false, true, true]);
    expect(await left(shelfIn(directory, 1500))).toEqual([false, false, false, true]);
  });

  it('counts what other models saved, and lets it go as well', async () => {
    const directory = place();
    await put(shelfIn(directory, 3500, 'another'), tokens(20));
    for (const name of readdirSync(directory)) utimesSync(join(directory, name), 1, 1);
    const shelf = shelfIn(directory, 1500);
    await put(shelf, tokens(20));
    expect(readdirSync(directory)).toHaveLength(2);
    expect(await shelf.best(tokens(20), 100)).not.toBeNull();
  });

  it('has no room for what exceeds the budget, and none at all when switched off', async () => {
    const directory = place();
    await put(shelfIn(directory), tokens(20));
    expect(await shelfIn(directory, 500).makeRoom(1000)).toBe(false);
    const off = shelfIn(directory, 0);
    expect(await off.makeRoom(1)).toBe(false);
    expect(readdirSync(directory)).toEqual([]);
    expect(existsSync(directory)).toBe(true);
  });

  it('verifies ahead what was used last for a conversation, and nothing else', async () => {
    const directory = place();
    const shelf = shelfIn(directory);
    const conversations = [
      { slot: 'a', from: 100 },
      { slot: 'b', from: 200 },
      { slot: 'a', from: 300 },
    ];
    for (const { slot, from } of conversations) {
      await put(shelf, tokens(20, from), 1000, slot);
      await aMoment();
    }
    const again = new SnapshotShelf({ directory, budget: 1e9 });
    await again.verifyAhead('a');
    again.fits('this model');
    const found = await Promise.all(
      conversations.map(async ({ from }) => (await again.best(tokens(20, from), 100))!.snapshot),
    );
    expect(found.map(({ intact }) => intact !== null)).toEqual([false, false, true]);
    expect(await found[2]!.intact).toBe(true);
    // What was verified once is not read again.
    truncateSync(join(directory, `${found[2]!.name}.state`), 10);
    expect(await again.stateFile(found[2]!)).not.toBeNull();
    truncateSync(join(directory, `${found[0]!.name}.state`), 10);
    expect(await again.stateFile(found[0]!)).toBeNull();
  });

  it('finds nothing before it is told what fits', async () => {
    const directory = place();
    await put(shelfIn(directory), tokens(20));
    const shelf = new SnapshotShelf({ directory, budget: 1e9 });
    expect(await shelf.best(tokens(20), 100)).toBeNull();
    shelf.fits('this model');
    expect(await shelf.best(tokens(20), 100)).not.toBeNull();
  });
});
