import { type FileHandle, open, rm } from 'node:fs/promises';

/** Read and written at a time. */
const pieceBytes = 1024 ** 2;
/** `ggsq`, and the version of the layout below. */
const magic = 0x67677371;
const version = 3;
/** What is saved of a cell: its position, that one sequence uses it, and which. */
const cellBytes = 12;

/**
 * Writes the first `kept` of the `total` tokens of a state file as a state file of their own: llama.cpp takes a state only when
 * its context has room for all of it. Returns false, and leaves no file, when the file is not laid out as is known here.
 *
 * The layout is that of `llama_state_seq_save_file` and of `llama_kv_cache::state_write`: magic, version, number of tokens, tokens;
 * one stream, number of cells, cells; whether values are transposed, number of layers; of each layer the type and size of a row
 * of keys, a row a cell; of each layer its values, like keys or, transposed, type, size of an element, number of rows, and
 * in each row an element a cell. All numbers are little-endian.
 */
export async function cutState(from: string, to: string, total: number, kept: number): Promise<boolean> {
  const source = await open(from, 'r');
  try {
    const target = await open(to, 'wx', 0o600);
    try {
      const { size } = await source.stat();
      if (await new Cut(source, target, total, kept).run(size)) return true;
    } finally {
      await target.close();
    }
  } catch (error) {
    await rm(to, { force: true });
    throw error;
  } finally {
    await source.close();
  }
  await rm(to, { force: true });
  return false;
}

class Cut {
  readonly #source: FileHandle;
  readonly #target: FileHandle;
  readonly #total: number;
  readonly #kept: number;
  readonly #input = Buffer.allocUnsafe(pieceBytes);
  /** What was read and not taken yet, and where the next read begins. */
  #rest = this.#input.subarray(0, 0);
  #position = 0;
  readonly #output = Buffer.allocUnsafe(pieceBytes);
  #filled = 0;

  constructor(source: FileHandle, target: FileHandle, total: number, kept: number) {
    this.#source = source;
    this.#target = target;
    this.#total = total;
    this.#kept = kept;
  }

  async run(size: number): Promise<boolean> {
    if (!(await this.#head()) || !(await this.#cells())) return false;
    const transposed = await this.#copyNumber();
    const layers = await this.#copyNumber();
    if (transposed > 1) return false;
    for (let layer = 0; layer < layers; layer += 1) await this.#rowsOfCells();
    for (let layer = 0; layer < layers; layer += 1)
      await (transposed === 1 ? this.#rowsAcrossCells() : this.#rowsOfCells());
    await this.#flush();
    // Sizes were taken from the file: in another layout they would not add up to it.
    return this.#rest.length === 0 && this.#position === size;
  }

  async #head(): Promise<boolean> {
    if ((await this.#copyNumber()) !== magic || (await this.#copyNumber()) !== version) return false;
    if (!(await this.#count())) return false;
    await this.#copy(1, this.#total * 4, this.#kept * 4);
    return (await this.#copyNumber()) === 1;
  }

  /** The cells are in the order of their positions where no others were between them. */
  async #cells(): Promise<boolean> {
    if (!(await this.#count())) return false;
    for (let index = 0; index < this.#total; index += 1) {
      const cell = await this.#exactly(cellBytes);
      const [position, sequences] = [cell.readUInt32LE(0), cell.readUInt32LE(4)];
      if (position !== index || sequences !== 1) return false;
      if (index < this.#kept) await this.#write(cell);
    }
    return true;
  }

  async #rowsOfCells(): Promise<void> {
    const head = await this.#exactly(12);
    await this.#write(head);
    const row = Number(head.readBigUInt64LE(4));
    await this.#copy(1, this.#total * row, this.#kept * row);
  }

  async #rowsAcrossCells(): Promise<void> {
    const head = await this.#exactly(12);
    await this.#write(head);
    const element = head.readUInt32LE(4);
    await this.#copy(head.readUInt32LE(8), this.#total * element, this.#kept * element);
  }

  /** Reads the number of tokens or cells, and writes how many are kept. */
  async #count(): Promise<boolean> {
    if ((await this.#exactly(4)).readUInt32LE() !== this.#total) return false;
    const count = Buffer.alloc(4);
    count.writeUInt32LE(this.#kept);
    await this.#write(count);
    return true;
  }

  async #copyNumber(): Promise<number> {
    const bytes = await this.#exactly(4);
    await this.#write(bytes);
    return bytes.readUInt32LE();
  }

  /** Copies the beginning of every row. */
  async #copy(rows: number, rowBytes: number, keptBytes: number): Promise<void> {
    for (let row = 0; row < rows; row += 1) {
      for (let left = keptBytes; left > 0; ) {
        const bytes = await this.#some(left);
        await this.#write(bytes);
        left -= bytes.length;
      }
      this.#skip(rowBytes - keptBytes);
    }
  }

  async #exactly(length: number): Promise<Buffer> {
    const whole = Buffer.alloc(length);
    for (let done = 0; done < length; ) done += (await this.#some(length - done)).copy(whole, done);
    return whole;
  }

  /** Some of the bytes that come next, at least one; to be used before the next are asked for. Throws at the end of the file. */
  async #some(most: number): Promise<Buffer> {
    if (this.#rest.length === 0) {
      const { bytesRead } = await this.#source.read(this.#input, 0, pieceBytes, this.#position);
      if (bytesRead === 0) throw new Error('The state file ends too early.');
      this.#position += bytesRead;
      this.#rest = this.#input.subarray(0, bytesRead);
    }
    const bytes = this.#rest.subarray(0, most);
    this.#rest = this.#rest.subarray(bytes.length);
    return bytes;
  }

  #skip(bytes: number): void {
    const inRest = Math.min(bytes, this.#rest.length);
    this.#rest = this.#rest.subarray(inRest);
    this.#position += bytes - inRest;
  }

  async #write(bytes: Buffer): Promise<void> {
    for (let done = 0; done < bytes.length; ) {
      const copied = bytes.copy(this.#output, this.#filled, done);
      this.#filled += copied;
      done += copied;
      if (this.#filled === pieceBytes) await this.#flush();
    }
  }

  async #flush(): Promise<void> {
    await this.#target.writeFile(this.#output.subarray(0, this.#filled));
    this.#filled = 0;
  }
}
