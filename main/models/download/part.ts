import { type FileHandle, open as openFile, rm } from 'node:fs/promises';
import { renameFile } from '../move.ts';
import { StreamDigest } from './digest.ts';
import { diskError } from './disk.ts';
import type { RemoteFile } from './plan.ts';

const readSize = 1024 * 1024;
/** Bytes are collected before they are written, so that there are few calls; but not for long, so that little is lost when the process is killed. */
const flushSize = 1024 * 1024;
const flushMs = 250;
/**
 * Written bytes are pushed to the medium in such portions, outside the main thread. Left to the system they pile up, and
 * the next small commit of the database, which waits for the medium, would wait for all of them and hold up the program.
 */
const syncSize = 16 * 1024 * 1024;

export type OpenFile = (path: string, flags: string) => Promise<FileHandle>;

/**
 * A file on its way: `<name>.part`, written from front to back and hashed as it grows, so that its length is all there
 * is to know after a restart. Only `finish` gives it its real name.
 */
export class PartFile {
  readonly #target: string;
  readonly #file: RemoteFile;
  readonly #handle: FileHandle;
  #digest: StreamDigest;
  #pending: Uint8Array[] = [];
  #pendingBytes = 0;
  #written = 0;
  #flushedAt = performance.now();
  #unsynced = 0;

  private constructor(target: string, file: RemoteFile, handle: FileHandle) {
    this.#target = target;
    this.#file = file;
    this.#handle = handle;
    this.#digest = new StreamDigest(file);
  }

  /** Where the bytes lie until they are all there. */
  static path(target: string): string {
    return `${target}.part`;
  }

  /** Opens or makes the part. What is there is read once, because a hash's state is not kept on disk. */
  static async open(
    target: string,
    file: RemoteFile,
    options: { signal: AbortSignal; onRead?(bytes: number, of: number): void; open?: OpenFile },
  ): Promise<PartFile> {
    const path = PartFile.path(target);
    const open = options.open ?? openFile;
    try {
      // `a+` makes it without emptying it; `r+` then writes where told, which appending handles do not.
      await (await open(path, 'a+')).close();
      const part = new PartFile(target, file, await open(path, 'r+'));
      try {
        await part.#readExisting(options.signal, options.onRead);
      } catch (error) {
        await part.close();
        throw error;
      }
      return part;
    } catch (thrown) {
      throw diskError(thrown, path);
    }
  }

  /** Bytes that are there, including those not yet written. */
  get bytes(): number {
    return this.#digest.bytes;
  }

  /** Takes the next bytes. */
  async append(chunk: Uint8Array): Promise<void> {
    this.#digest.update(chunk);
    this.#pending.push(chunk);
    this.#pendingBytes += chunk.byteLength;
    if (this.#pendingBytes >= flushSize || performance.now() - this.#flushedAt >= flushMs) await this.flush();
  }

  /** Writes what was collected. */
  async flush(): Promise<void> {
    this.#flushedAt = performance.now();
    if (this.#pendingBytes === 0) return;
    const chunks = this.#pending;
    const bytes = this.#pendingBytes;
    this.#pending = [];
    this.#pendingBytes = 0;
    try {
      // One buffer: a short write by `writev` would leave a gap that is hard to mend.
      const { bytesWritten } = await this.#handle.write(
        Buffer.concat(chunks, bytes),
        0,
        bytes,
        this.#written,
      );
      this.#written += bytesWritten;
      this.#unsynced += bytesWritten;
      if (bytesWritten < bytes)
        throw Object.assign(new Error('The disk took fewer bytes than given.'), { code: 'ENOSPC' });
      if (this.#unsynced >= syncSize) {
        this.#unsynced = 0;
        await this.#handle.datasync();
      }
    } catch (thrown) {
      throw diskError(thrown, PartFile.path(this.#target));
    }
  }

  /** Empties it, to begin again. */
  async restart(): Promise<void> {
    this.#digest = new StreamDigest(this.#file);
    this.#pending = [];
    this.#pendingBytes = 0;
    this.#written = 0;
    await this.#handle.truncate(0);
  }

  /** Whether all bytes are there and right. Call once, when `bytes` has reached the file's size. */
  matches(): boolean {
    return this.#digest.matches();
  }

  /** Makes it the real file: flushed to the medium first, so that a power cut cannot leave a file with holes under its name. */
  async finish(): Promise<void> {
    try {
      await this.flush();
      await this.#handle.sync();
      await this.#handle.close();
      await renameFile(PartFile.path(this.#target), this.#target);
    } catch (thrown) {
      throw diskError(thrown, this.#target);
    }
  }

  /** Throws it away. */
  async discard(): Promise<void> {
    await this.#handle.close();
    await rm(PartFile.path(this.#target), { force: true });
  }

  /** Keeps what is there for the next time. Never throws: it is called on the way out of errors. */
  async close(): Promise<void> {
    await this.flush().catch(() => {});
    await this.#handle.close().catch(() => {});
  }

  async #readExisting(signal: AbortSignal, onRead?: (bytes: number, of: number) => void): Promise<void> {
    const { size } = await this.#handle.stat();
    if (size > this.#file.bytes) return this.restart();
    const buffer = Buffer.allocUnsafe(Math.min(readSize, Math.max(1, size)));
    while (this.#written < size) {
      signal.throwIfAborted();
      const { bytesRead } = await this.#handle.read(buffer, 0, buffer.byteLength, this.#written);
      if (bytesRead === 0) break;
      this.#digest.update(buffer.subarray(0, bytesRead));
      this.#written += bytesRead;
      onRead?.(this.#written, size);
    }
  }
}
