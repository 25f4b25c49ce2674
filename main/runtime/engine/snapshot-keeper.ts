import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Token } from 'node-llama-cpp';
import type { SnapshotHeader } from '../snapshots/header.ts';
import type { Saved, SnapshotShelf } from '../snapshots/shelf.ts';
import type { LiveSequence } from './sequence.ts';

/** How long a megabyte takes to write where that was not measured yet, and to read and check: a slow disk's figures. */
const writeMsPerMegabyte = 1.5;
const readMsPerMegabyte = 0.7;
/** Fewer tokens than this are evaluated sooner than a file is opened. */
const fewTokens = 32;
/** A smaller file takes as long as making any file does, which says nothing about a disk's speed. */
const tellingBytes = 16e6;
/** Saving before another conversation takes over must save this many times the wait that it causes. */
const displacementGain = 4;

/** Decides when what is evaluated is saved to disk, and when it is taken from there. */
export class SnapshotKeeper {
  readonly sequence: LiveSequence;
  readonly #shelf: SnapshotShelf;
  readonly #directory: string;
  /** The conversation whose tokens are live. */
  #slot = '';
  #saveMsPerMegabyte: number;
  readonly #tokenBytes: number;
  /** Checksums and names of the last save; the next one waits for them. */
  #finishing: Promise<unknown> = Promise.resolve();

  /**
   * @param tokenBytes what a token's keys and values take
   * @param before the keeper of the context before this one, for what it learned
   */
  constructor(
    sequence: LiveSequence,
    shelf: SnapshotShelf,
    directory: string,
    tokenBytes: number,
    before: SnapshotKeeper | null,
  ) {
    this.sequence = sequence;
    this.#shelf = shelf;
    this.#directory = directory;
    this.#slot = before ? before.#slot : '';
    this.#saveMsPerMegabyte = before ? before.#saveMsPerMegabyte : writeMsPerMegabyte;
    this.#tokenBytes = tokenBytes;
  }

  /** How much of a prompt needs no evaluating: live, or in a snapshot. */
  async reusable(prompt: readonly Token[]): Promise<number> {
    const saved = await this.#shelf.best(prompt, this.sequence.capacity);
    return Math.max(this.sequence.shared(prompt), saved?.prefix ?? 0);
  }

  /**
   * Makes the live sequence the longest evaluated beginning of the prompt, at most `most` tokens, and returns its length.
   * What another conversation would lose is saved first when that pays.
   */
  async prepare(slot: string, prompt: readonly Token[], most: number): Promise<number> {
    const live = Math.min(most, this.sequence.shared(prompt));
    await this.#saveBeforeLosing(live);
    const saved = await this.#shelf.best(prompt, this.sequence.capacity);
    let kept = live;
    if (saved && this.#worthLoading(saved, Math.min(most, saved.prefix) - live)) {
      const restored = await this.#restoreSaved(saved);
      if (restored !== null) kept = Math.min(most, restored);
    }
    await this.sequence.cut(kept);
    this.#slot = slot;
    return kept;
  }

  /** Returns how much of the prompt is evaluated then; null when the snapshot was not to be had and all is as before. */
  async #restoreSaved({ snapshot, prefix }: Saved): Promise<number | null> {
    const { tokens } = snapshot.header;
    const isWhole = this.#hasRoomFor(snapshot.header);
    const file = await (isWhole
      ? this.#shelf.stateFile(snapshot)
      : this.#shelf.beginningOf(snapshot, prefix));
    if (file === null) return null;
    try {
      if (await this.#restore(file, isWhole ? tokens : tokens.slice(0, prefix))) {
        await this.#shelf.touch(snapshot);
        return prefix;
      }
      await this.#shelf.remove(snapshot);
      return 0;
    } finally {
      if (!isWhole) await rm(file, { force: true });
    }
  }

  /** llama.cpp takes a state as a whole. */
  #hasRoomFor({ tokens }: SnapshotHeader): boolean {
    return tokens.length <= this.sequence.capacity;
  }

  /** Saves what is evaluated when losing it would cost at least `worthMs`. The model waits only while the state is written. */
  async keep(worthMs: number): Promise<boolean> {
    const tokens = this.sequence.tokens;
    if (tokens.length === 0 || (await this.#costOfLosing(tokens, 0)) < worthMs) return false;
    return await this.#save(tokens);
  }

  /** Resolves when nothing is being written any more. */
  async settled(): Promise<void> {
    await this.#finishing;
  }

  /** Changes how much room all snapshots may take. */
  async limit(bytes: number): Promise<void> {
    await this.#shelf.limit(bytes);
  }

  async forget(snapshots: boolean): Promise<void> {
    await this.settled();
    await this.sequence.clear();
    if (snapshots) await this.#shelf.clear();
  }

  /** Forgets what was evaluated and saved for conversations. */
  async forgetSlots(slots: readonly string[]): Promise<void> {
    await this.settled();
    if (slots.includes(this.#slot)) await this.sequence.clear();
    await this.#shelf.removeOf(slots);
  }

  /** Writes the live state to a file for the time in which its context is replaced; null when there is too little to carry. */
  async putAside(capacity: number): Promise<{ takeBack(sequence: LiveSequence): Promise<void> } | null> {
    const { length } = this.sequence;
    if (length < fewTokens) return null;
    if (length > capacity) await this.sequence.cut(capacity);
    await mkdir(this.#directory, { recursive: true, mode: 0o700 });
    const file = join(this.#directory, `${randomBytes(8).toString('hex')}.part`);
    await this.sequence.save(file);
    return {
      takeBack: async (sequence) => {
        try {
          await sequence.restore(file);
        } catch {
          // Then it is evaluated again when it is asked for.
        } finally {
          await rm(file, { force: true });
        }
      },
    };
  }

  /** Milliseconds of evaluating that would have to be done again if only the first `kept` tokens and the snapshots remained. */
  async #costOfLosing(tokens: readonly Token[], kept: number): Promise<number> {
    const safe = Math.max(kept, await this.#shelf.covered(tokens));
    return (tokens.length - safe) * (this.sequence.tokenMs ?? 0);
  }

  async #saveBeforeLosing(kept: number): Promise<void> {
    const tokens = this.sequence.tokens;
    if (tokens.length - kept < fewTokens) return;
    const cost = await this.#costOfLosing(tokens, kept);
    const megabytes = (tokens.length * this.#tokenBytes) / 1e6;
    if (cost > displacementGain * megabytes * this.#saveMsPerMegabyte) await this.#save(tokens);
  }

  /** @param tokens what would not have to be evaluated */
  #worthLoading({ snapshot: { header }, prefix }: Saved, tokens: number): boolean {
    const { tokenMs } = this.sequence;
    const reading = (header.bytes / 1e6) * readMsPerMegabyte;
    // What is too long is read twice, and its beginning written.
    const writing = ((prefix * this.#tokenBytes) / 1e6) * this.#saveMsPerMegabyte;
    const cost = this.#hasRoomFor(header) ? reading : 2 * reading + writing;
    return tokens >= fewTokens && (tokenMs === null || tokens * tokenMs > cost);
  }

  async #save(tokens: readonly Token[]): Promise<boolean> {
    await this.#finishing;
    if (!(await this.#shelf.makeRoom(tokens.length * this.#tokenBytes))) return false;
    const began = performance.now();
    let written = 0;
    const saving = await this.#shelf.save(this.#slot, tokens, async (file) => {
      written = await this.sequence.save(file);
    });
    if (written >= tellingBytes) this.#saveMsPerMegabyte = (performance.now() - began) / (written / 1e6);
    this.#finishing = saving.finish().catch(() => {});
    return true;
  }

  /** False when llama.cpp refused it or gave back other tokens than the header holds. */
  async #restore(file: string, tokens: readonly number[]): Promise<boolean> {
    try {
      await this.sequence.restore(file);
    } catch {
      return false;
    }
    if (this.sequence.shared(tokens as Token[]) === tokens.length) return true;
    await this.sequence.clear();
    return false;
  }
}
