import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, statfs, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { commonPrefix } from '../engine/prompt-tokens.ts';
import { blockChecksums } from './checksum.ts';
import { cutState } from './cut-state.ts';
import { headerFormat, type SnapshotHeader, snapshotHeader } from './header.ts';

/** Room that must stay free on the disk after a snapshot was written. */
const spareBytes = 1024 ** 3;

/** A snapshot on the shelf. */
export interface Snapshot {
  readonly name: string;
  readonly header: SnapshotHeader;
  usedAt: number;
  /** Whether its state file is as it was written; null before somebody wanted to know. */
  intact: Promise<boolean> | null;
}

/** A snapshot, and how much of a prompt is evaluated in it. */
export interface Saved {
  readonly snapshot: Snapshot;
  readonly prefix: number;
}

/**
 * Evaluated prefixes on disk: `<name>.state` as llama.cpp writes it, `<name>.json` with what it holds and its checksums. The
 * modification time of the header is when it was last used. Whatever does not fit, is damaged or unfinished is ignored
 * or removed, never opened.
 */
export class SnapshotShelf {
  readonly #directory: string;
  #budget: number;
  #fit = '';
  /** Those that other models or settings saved too: they count, and the oldest goes first like any other. */
  readonly #all = new Map<string, Snapshot>();
  #opened: Promise<void> | null = null;

  constructor({ directory, budget }: { directory: string; budget: number }) {
    this.#directory = directory;
    this.#budget = budget;
  }

  /** Says which snapshots fit, by their key. Before that none is found, but what is there may be verified already. */
  fits(fit: string): void {
    this.#fit = fit;
  }

  /** The snapshot that has most of the prompt evaluated, and how much of it, `capacity` tokens at most. Null when there is none. */
  async best(prompt: readonly number[], capacity: number): Promise<Saved | null> {
    let best: Saved | null = null;
    for (const snapshot of await this.#fitting()) {
      const { tokens, bytes } = snapshot.header;
      const prefix = Math.min(capacity, commonPrefix(tokens, prompt));
      const before: number = best?.prefix ?? 0;
      // Of two that have as much, the smaller one is read sooner.
      if (prefix > before || (best && prefix === before && bytes < best.snapshot.header.bytes))
        best = { snapshot, prefix };
    }
    return best;
  }

  /**
   * Begins to verify the snapshot that was used last for a conversation, so that nobody has to wait for that later. What snapshots
   * must fit may still be unknown.
   */
  async verifyAhead(slot: string): Promise<void> {
    await this.#open();
    const own = [...this.#all.values()].filter(({ header }) => header.slot === slot);
    const [latest] = own.sort((a, b) => b.usedAt - a.usedAt);
    if (latest) void this.#verify(latest);
  }

  /** How much of what is evaluated is on the shelf already. */
  async covered(tokens: readonly number[]): Promise<number> {
    return (await this.best(tokens, Number.POSITIVE_INFINITY))?.prefix ?? 0;
  }

  /** The state file of a snapshot when it is as it was written; otherwise the snapshot is thrown away and null comes back. */
  async stateFile(snapshot: Snapshot): Promise<string | null> {
    if (await this.#verify(snapshot)) return this.#path(snapshot.name, 'state');
    await this.remove(snapshot);
    return null;
  }

  /** Whether its state file is as it was written. Read whole, once. */
  #verify(snapshot: Snapshot): Promise<boolean> {
    snapshot.intact ??= this.#isIntact(snapshot);
    return snapshot.intact;
  }

  async #isIntact({ name, header }: Snapshot): Promise<boolean> {
    const found = await blockChecksums(this.#path(name, 'state')).catch(() => null);
    return (
      found?.bytes === header.bytes &&
      found.checksums.length === header.checksums.length &&
      found.checksums.every((sum, index) => sum === header.checksums[index])
    );
  }

  /**
   * A state file of the first tokens of a snapshot alone, for a context without room for all of it. Whoever asks removes it. Null
   * when the snapshot is damaged, or cannot be cut.
   */
  async beginningOf(snapshot: Snapshot, tokens: number): Promise<string | null> {
    const whole = await this.stateFile(snapshot);
    if (whole === null || !(await this.#diskHas(snapshot.header.bytes))) return null;
    const part = this.#path(randomBytes(8).toString('hex'), 'part');
    const isCut = await cutState(whole, part, snapshot.header.tokens.length, tokens).catch(() => false);
    return isCut ? part : null;
  }

  /** Notes that it was of use, so that others go before it. */
  async touch(snapshot: Snapshot): Promise<void> {
    snapshot.usedAt = Date.now();
    const now = new Date(snapshot.usedAt);
    await utimes(this.#path(snapshot.name, 'json'), now, now).catch(() => {});
  }

  async remove(snapshot: Snapshot): Promise<void> {
    this.#all.delete(snapshot.name);
    await this.#erase(snapshot.name);
  }

  /** Removes everything that was saved for conversations, by other models and settings too. */
  async removeOf(slots: readonly string[]): Promise<void> {
    await this.#open();
    for (const snapshot of [...this.#all.values()])
      if (slots.includes(snapshot.header.slot)) await this.remove(snapshot);
  }

  /** Gives it another budget; what exceeds it goes. */
  async limit(budget: number): Promise<void> {
    await this.#open();
    this.#budget = budget;
    await this.#shrink(budget);
  }

  /** Removes everything that fits this model and these settings. */
  async clear(): Promise<void> {
    for (const snapshot of await this.#fitting()) await this.remove(snapshot);
  }

  /** Whether a state of this size may be saved: inside the budget, once older ones have gone, and with room on the disk. */
  async makeRoom(bytes: number): Promise<boolean> {
    await this.#open();
    if (bytes > this.#budget) return false;
    await this.#shrink(this.#budget - bytes);
    return await this.#diskHas(bytes);
  }

  /**
   * Saves a state. `write` makes the file and is done with the model when it returns; checking and naming it comes after, in
   * `finish`, so that the model can go on meanwhile.
   */
  async save(
    slot: string,
    tokens: readonly number[],
    write: (file: string) => Promise<unknown>,
  ): Promise<{ finish(): Promise<Snapshot> }> {
    await this.#open();
    const name = randomBytes(8).toString('hex');
    const unfinished = this.#path(name, 'part');
    try {
      await write(unfinished);
    } catch (error) {
      await rm(unfinished, { force: true });
      throw error;
    }
    return {
      finish: async () => {
        const { bytes, checksums } = await blockChecksums(unfinished);
        const header: SnapshotHeader = {
          format: headerFormat,
          fit: this.#fit,
          slot,
          tokens: [...tokens],
          bytes,
          checksums,
        };
        await rename(unfinished, this.#path(name, 'state'));
        // No flush to the disk: after a power cut the checksums tell whether everything had arrived.
        await writeFile(this.#path(name, 'part'), JSON.stringify(snapshotHeader.encode(header)));
        await rename(this.#path(name, 'part'), this.#path(name, 'json'));
        const snapshot: Snapshot = { name, header, usedAt: Date.now(), intact: Promise.resolve(true) };
        await this.#removeBeginningsOf(header);
        this.#all.set(name, snapshot);
        await this.#shrink(this.#budget);
        return snapshot;
      },
    };
  }

  async #diskHas(bytes: number): Promise<boolean> {
    const disk = await statfs(this.#directory).catch(() => null);
    return disk === null || disk.bavail * disk.bsize > bytes + spareBytes;
  }

  /** A snapshot whose tokens all stand at the beginning of a newer one has nothing to add. */
  async #removeBeginningsOf({ tokens }: SnapshotHeader): Promise<void> {
    for (const older of await this.#fitting())
      if (commonPrefix(older.header.tokens, tokens) === older.header.tokens.length) await this.remove(older);
  }

  /** Removes the least recently used until no more than `bytes` are taken. */
  async #shrink(bytes: number): Promise<void> {
    const all = [...this.#all.values()].sort((a, b) => a.usedAt - b.usedAt);
    let total = all.reduce((sum, { header }) => sum + header.bytes, 0);
    for (const snapshot of all) {
      if (total <= bytes) return;
      await this.remove(snapshot);
      total -= snapshot.header.bytes;
    }
  }

  /** Those that fit. */
  async #fitting(): Promise<Snapshot[]> {
    await this.#open();
    return [...this.#all.values()].filter(({ header }) => header.fit === this.#fit);
  }

  #open(): Promise<void> {
    this.#opened ??= this.#read();
    return this.#opened;
  }

  /** Reads the headers; removes what a crash left behind. */
  async #read(): Promise<void> {
    await mkdir(this.#directory, { recursive: true, mode: 0o700 });
    const files = new Set(await readdir(this.#directory));
    for (const file of files) {
      const [name = '', kind] = file.split('.');
      if (!/^[0-9a-f]{16}$/.test(name)) continue;
      if (kind === 'part' || (kind === 'state' && !files.has(`${name}.json`))) await this.#erase(name);
      else if (kind === 'json') await this.#readHeader(name);
    }
    await this.#shrink(this.#budget);
  }

  async #readHeader(name: string): Promise<void> {
    try {
      const file = this.#path(name, 'json');
      const header = snapshotHeader.parse(JSON.parse(await readFile(file, 'utf8')));
      const { size } = await stat(this.#path(name, 'state'));
      if (size !== header.bytes) throw new Error('The state file has another size than its header says.');
      const usedAt = (await stat(file)).mtimeMs;
      this.#all.set(name, { name, header, usedAt, intact: null });
    } catch {
      await this.#erase(name);
    }
  }

  async #erase(name: string): Promise<void> {
    // The header goes first: a state file without one is never opened.
    for (const kind of ['json', 'state', 'part'] as const) await rm(this.#path(name, kind), { force: true });
  }

  #path(name: string, kind: 'state' | 'json' | 'part'): string {
    return join(this.#directory, `${name}.${kind}`);
  }
}
