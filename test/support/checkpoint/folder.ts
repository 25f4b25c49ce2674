import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder that is gone, with all it holds, when the block that declared it with `using` is left. */
export class Folder implements Disposable {
  readonly path = mkdtempSync(join(tmpdir(), 'bittern-'));

  /** The path of something inside. */
  of(name: string): string {
    return join(this.path, name);
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
