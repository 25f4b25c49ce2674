import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { filesOf, OpenedFiles } from '../../main/electron/opened-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'bittern-opened-'));
beforeAll(() => {
  writeFileSync(join(folder, 'reeds.pdf'), 'x');
  mkdirSync(join(folder, 'folder'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('files of a command line', () => {
  it('are those that are there, as absolute paths', () => {
    expect(filesOf(['reeds.pdf', join(folder, 'reeds.pdf')], folder)).toEqual([
      join(folder, 'reeds.pdf'),
      join(folder, 'reeds.pdf'),
    ]);
  });

  it('are named as addresses by Linux’s file managers', () => {
    const file = join(folder, 'Röhricht 1 %.pdf');
    writeFileSync(file, 'x');
    const { href } = pathToFileURL(file);
    expect(href).not.toContain(' ');
    expect(filesOf([href, href.replace('file:///', 'file://localhost/')], folder)).toEqual([file, file]);
  });

  it.each([
    '',
    '--data=/x',
    '-reeds.pdf',
    'gone.pdf',
    'folder',
    'https://example.org/reeds.pdf',
    'file://server/share/reeds.pdf',
    'file:///no%2Fpath',
    'file:///%00',
    'nul\0byte',
  ])('are not: %s', (argument) => expect(filesOf([argument], folder)).toEqual([]));
});

describe('files that arrive before the program is there', () => {
  it('wait for it, in order, and later ones do not', () => {
    const files = new OpenedFiles();
    const taken: (readonly string[])[] = [];
    files.add(['a.pdf']);
    files.add(['b.pdf', 'c.pdf']);
    files.add([]);
    files.giveTo((paths) => taken.push([...paths]));
    files.add(['d.pdf']);
    expect(taken).toEqual([['a.pdf', 'b.pdf', 'c.pdf'], ['d.pdf']]);
  });
});
