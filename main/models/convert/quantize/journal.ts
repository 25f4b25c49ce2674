import { type FileHandle, open, readFile } from 'node:fs/promises';
import { z } from 'zod';

const head = z.object({ conversion: z.string() });
const line = z.strictObject({
  tensor: z.number().int().nonnegative(),
  crc: z.number().int().nonnegative(),
  squaredError: z.number(),
  squares: z.number(),
});

/** One finished tensor. */
export type JournalLine = z.infer<typeof line>;

/** A journal as found beside a partial file. */
export interface FoundJournal {
  /** Of which conversion: see `conversionId`. */
  readonly conversion: string;
  readonly lines: readonly JournalLine[];
}

/** Reads a journal, or null when there is none that can be used. A last line cut short by a crash is left out. */
export async function readJournal(path: string): Promise<FoundJournal | null> {
  const text = await readFile(path, 'utf8').catch(() => null);
  if (text === null) return null;
  const parsed = text.split('\n').map((each) => {
    try {
      return JSON.parse(each) as unknown;
    } catch {
      return null;
    }
  });
  const first = head.safeParse(parsed[0]);
  if (!first.success) return null;
  const lines = parsed.slice(1).flatMap((each) => {
    const result = line.safeParse(each);
    return result.success ? [result.data] : [];
  });
  return { ...first.data, lines };
}

/**
 * The small file beside a partial model that says which tensors are finished. A line is written after the tensor's bytes
 * have reached the disk, so what it says holds after a crash.
 */
export class Journal implements AsyncDisposable {
  readonly #file: FileHandle;

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  /** Starts a journal anew with the lines that still hold. */
  static async start(path: string, conversion: string, lines: readonly JournalLine[]): Promise<Journal> {
    const file = await open(path, 'w');
    const all = [{ conversion }, ...lines];
    await file.write(all.map((each) => `${JSON.stringify(each)}\n`).join(''));
    await file.datasync();
    return new Journal(file);
  }

  async append(lines: readonly JournalLine[]): Promise<void> {
    await this.#file.write(lines.map((each) => `${JSON.stringify(each)}\n`).join(''));
    await this.#file.datasync();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.close();
  }
}
