import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, it } from 'vitest';
import { changes } from '../../../../main/documents/parser/pdf/library-changes.ts';

const source = readFileSync(
  createRequire(import.meta.url).resolve('pdfjs-dist/legacy/build/pdf.worker.mjs'),
  'utf8',
);

it.each(changes)('the installed pdf.js has what is changed in it, once: $theirs', ({ theirs }) => {
  expect(source.split(theirs)).toHaveLength(2);
});
