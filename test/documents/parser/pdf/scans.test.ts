import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'tesseract.js';
import { afterEach, describe, expect, it } from 'vitest';
import { chooseLanguages, languageFolders } from '../../../../main/documents/parser/ocr/language-data.ts';
import {
  type RecognisedWord,
  type Recogniser,
  recognitionOf,
} from '../../../../main/documents/parser/ocr/recogniser.ts';
import { lineOf } from '../../../../main/documents/parser/pdf/line-text.ts';
import { openPdf } from '../../../../main/documents/parser/pdf/open-pdf.ts';
import { readPage } from '../../../../main/documents/parser/pdf/read-page.ts';
import { ScanReader } from '../../../../main/documents/parser/pdf/scans.ts';
import { pdfOf } from '../../../support/pdf.ts';
import { fileIn, read, temporaryFolder } from '../../../support/reading.ts';

const folder = temporaryFolder();
const scan = fileIn(folder, 'scan.pdf', pdfOf([{ picture: [0, 0, 595, 842] }]));

const word = (text: string, x0: number, x1: number, baseline: number): RecognisedWord => ({
  text,
  x0,
  x1,
  top: baseline - 40,
  bottom: baseline + 10,
  baseline,
  lineHeight: 50,
  isRightToLeft: false,
});

describe('scanned pages', () => {
  it('are drawn at 300 dots per inch, and what is recognised becomes their text, in points', async () => {
    let seen: Buffer | null = null;
    const recogniser: Recogniser = {
      languages: ['eng'],
      async recognise(png) {
        seen = png;
        return {
          confidence: 90,
          words: [word('heron', 700, 900, 440), word('A', 625, 660, 440), word('stands.', 625, 900, 500)],
        };
      },
      async [Symbol.asyncDispose]() {},
    };
    await using pdf = await openPdf(scan, null);
    const { page } = await readPage(pdf.document, 1);
    expect(page.kind).toBe('scanned');
    await using reader = new ScanReader(scan, null, async () => recogniser);
    expect(await reader.languages()).toEqual(['eng']);
    const recognised = await reader.read(page);
    // Width and height stand in the header of a PNG file, at bytes 16 and 20.
    expect([seen!.readUInt32BE(16), seen!.readUInt32BE(20)]).toEqual([2480, 3509]);
    expect(recognised).toMatchObject({ kind: 'text', isRecognised: true });
    const rows = recognised.frames[0]!.rows;
    expect(rows.map((row) => lineOf(row).text)).toEqual(['A heron', 'stands.']);
    expect(rows[0]!.x0).toBeCloseTo(150);
    expect(rows[0]!.baseline).toBeCloseTo(105.6);
  });

  it('that are hard to recognise are doubtful, and those without text stay scans', async () => {
    const readerThatFinds = (words: RecognisedWord[]): ScanReader =>
      new ScanReader(scan, null, async () => ({
        languages: ['eng'],
        recognise: async () => ({ confidence: 20, words }),
        async [Symbol.asyncDispose]() {},
      }));
    await using pdf = await openPdf(scan, null);
    const { page } = await readPage(pdf.document, 1);
    for (const [words, kind] of [
      [[word('x~,', 0, 50, 100)], 'suspicious'],
      [[], 'scanned'],
    ] as const) {
      await using reader = readerThatFinds([...words]);
      await reader.languages();
      expect((await reader.read(page)).kind).toBe(kind);
    }
  });
});

describe('text recognition', () => {
  afterEach(() => {
    delete process.env.BITTERN_OCR_FOLDER;
  });

  it('that breaks down over damaged language data is said in the report, and the document is read', async () => {
    const data = join(folder, 'damaged');
    mkdirSync(data);
    fileIn(data, 'eng.traineddata', Buffer.alloc(4000, 'nonsense'));
    process.env.BITTERN_OCR_FOLDER = data;
    const { parts, notes } = await read(scan);
    expect(parts.map((part) => part.pageKind)).toEqual(['scanned']);
    expect(notes).toEqual([
      { level: 'warning', text: expect.stringMatching(/did not work on this machine/), pages: [1] },
    ]);
  });

  it('finds language data in the first folder that has any', () => {
    const [empty, compressed, plain] = ['empty', 'compressed', 'plain'].map((name) => join(folder, name));
    for (const path of [empty!, compressed!, plain!]) mkdirSync(path);
    fileIn(compressed!, 'deu.traineddata.gz', 'x');
    for (const code of ['eng', 'fra', 'osd']) fileIn(plain!, `${code}.traineddata`, 'x');
    const folders = languageFolders([join(folder, 'none'), empty!, compressed!, plain!]);
    expect(
      folders.map(({ path, isCompressed, languages }) => [path, isCompressed, [...languages].sort()]),
    ).toEqual([
      [compressed, true, ['deu']],
      [plain, false, ['eng', 'fra']],
    ]);
  });

  it.each([
    ['de-AT', ['eng', 'fra', 'deu', 'ita'], ['deu', 'eng', 'fra']],
    ['pl-PL', ['pol', 'eng'], ['pol', 'eng']],
    ['sw-KE', ['rus'], ['rus']],
    ['zh-CN', ['chi_sim', 'chi_tra', 'eng', 'jpn'], ['chi_sim', 'chi_tra', 'eng']],
  ])('on a machine of %s that has %j reads %j', (locale, languages, chosen) => {
    expect(chooseLanguages({ languages: new Set(languages) }, locale)).toEqual(chosen);
  });

  it('takes words, lines and directions from what the library answers', () => {
    const bbox = { x0: 10, y0: 20, x1: 40, y1: 60 };
    const page = {
      confidence: 77,
      blocks: [
        {
          paragraphs: [
            {
              is_ltr: false,
              lines: [
                {
                  bbox,
                  baseline: { x0: 10, y0: 50, x1: 40, y1: 52 },
                  rowAttributes: { ascenders: 1, descenders: 1, rowHeight: 33 },
                  words: [{ text: 'שלום', bbox }],
                },
              ],
            },
          ],
        },
      ],
    } as unknown as Page;
    expect(recognitionOf(page)).toEqual({
      confidence: 77,
      words: [
        {
          text: 'שלום',
          x0: 10,
          x1: 40,
          top: 20,
          bottom: 60,
          baseline: 51,
          lineHeight: 33,
          isRightToLeft: true,
        },
      ],
    });
  });
});
