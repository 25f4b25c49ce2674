import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { blockChecksums } from '../../../main/runtime/snapshots/checksum.ts';
import { blockBytes } from '../../../main/runtime/snapshots/sum-blocks.ts';

const directory = mkdtempSync(join(tmpdir(), 'bittern-checksum-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe('the checksums of a file', () => {
  it.each([0, 5, 1024 ** 2, blockBytes, blockBytes + 1, 2 * blockBytes + 3_000_077])(
    'are those of its blocks, for %i bytes',
    async (size) => {
      const file = join(directory, `${size}`);
      const content = randomBytes(size);
      writeFileSync(file, content);
      const blocks = Array.from({ length: Math.ceil(size / blockBytes) }, (_, index) =>
        crc32(content.subarray(index * blockBytes, (index + 1) * blockBytes)),
      );
      expect(await blockChecksums(file)).toEqual({ bytes: size, checksums: blocks });
    },
  );
});
