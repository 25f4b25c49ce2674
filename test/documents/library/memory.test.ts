import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { queryObjects } from 'node:v8';
import { expect, it, vi } from 'vitest';
import { openLibrary, type TestLibrary, unaborted } from '../../support/library.ts';

const files = 400;
let written = 0;

function folderOf(library: TestLibrary, count: number): string {
  const folder = join(library.directory, `../notes ${written}`);
  mkdirSync(folder);
  for (let index = 0; index < count; index += 1) {
    written += 1;
    writeFileSync(
      join(folder, `${written}.txt`),
      `# Note ${written}\n\nA bittern was heard ${written} times.`,
    );
  }
  return folder;
}

/** Objects of any kind that are alive, without what the library in the test remembers for the test. */
function living(library: TestLibrary): number {
  library.events.length = 0;
  library.parser.read.length = 0;
  // Node warns that this is an experiment.
  using _ = vi.spyOn(process, 'emitWarning').mockReturnValue();
  return queryObjects(Object, { format: 'count' });
}

/** As a command imports a folder, and as a window does. */
const ways: Record<string, (library: TestLibrary, path: string) => Promise<void>> = {
  'a command': async (library, path) => {
    for await (const { error } of library.documents.importAll([{ kind: 'path', path }]))
      expect(error).toBeNull();
  },
  'a window': async (library, path) => {
    await library.documents.handlers['document.import']({ sources: [{ kind: 'path', path }] }, unaborted);
  },
};

it.each(Object.entries(ways))(
  'an import by %s keeps nothing of its files in memory',
  async (_, importFolder) => {
    await using library = await openLibrary();
    const take = async (count: number): Promise<void> => {
      await importFolder(library, folderOf(library, count));
      await library.documents.idle();
    };
    await take(50);
    const before = living(library);
    await take(files);
    expect(living(library) - before).toBeLessThan(files / 4);
  },
);
