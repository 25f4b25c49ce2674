import type { Block, Box, DocumentDetail, PageSummary } from '../../../preload/contract/index.ts';
import { makePdf } from './pdf.ts';

/** A document with everything that can be asked of it. */
export interface FakeDocument {
  detail: DocumentDetail;
  text: string;
  pages: PageSummary[];
  blocks: Block[];
  boxes(start: number, end: number): Box[];
  original: Buffer;
}

let made = 0;

function detailOf(fileName: string, type: string, text: string, pages: number): DocumentDetail {
  made += 1;
  return {
    id: `doc_${String(made).padStart(12, '0')}`,
    title: fileName.replace(/\.\w+$/, ''),
    fileName,
    type,
    bytes: text.length * 3,
    status: 'ready',
    progress: null,
    error: null,
    pages,
    words: text.split(/\s+/).length,
    chunks: Math.ceil(text.length / 1000),
    tokens: Math.ceil(text.length / 4),
    emptyPages: 0,
    doubtfulPages: 0,
    tags: [],
    inLibrary: true,
    conversations: 0,
    addedAt: Date.UTC(2026, 9, 1 + (made % 28), 9, made % 60),
    readMs: 840,
    path: null,
    hash: 'a'.repeat(64),
    notes: [],
    usedBy: [],
  };
}

const bitternPages: string[][] = [
  [
    'THE EURASIAN BITTERN IN MANAGED REEDBEDS',
    'Survey report of the fenland wardens, seasons 2019 to 2024. Prepared for the regional conservation board.',
    'The Eurasian bittern (Botaurus stellaris) is a wading bird of the heron family. It lives in dense reedbeds and is heard far more often than it is seen: the booming call of the male carries up to 5 kilometres on a still evening.',
    'This report summarises six breeding seasons at four wetland sites. Booming males were located by triangulation between 15 March and 30 June, following the national protocol.',
  ],
  [
    '1. POPULATION',
    'In 2019 the four sites together held 11 booming males. By 2024 the number had risen to 34, the highest since recording began. Most of the increase came from Harle Fen, where 210 hectares of reed were restored between 2017 and 2020.',
    'The increase was not steady. After the dry spring of 2022 numbers fell from 27 to 22, and recovered only when winter water levels returned to at least 30 centimetres over the reed base.',
    'Nest searches were carried out at Harle Fen and Wicken Lode only. Of 19 nests found, 13 fledged at least one young bird, a success rate of 68 percent.',
  ],
  [
    '2. WATER AND FOOD',
    'Bitterns feed mainly on fish, and above all on eels and rudd. Fish biomass explained more of the difference between sites than reed age did. Where biomass exceeded 90 kilograms per hectare, territories were on average 22 hectares; below 40 kilograms they were 48 hectares.',
    'Deep ditches with gently sloping margins let fish overwinter and let birds hunt at the reed edge. The wardens recommend at least 400 metres of such margin for each territory.',
  ],
  [
    '3. RECOMMENDATIONS',
    'Keep water over the reed base from February to June. Cut reed in rotation, never more than a tenth of the bed in one winter. Let eels pass: every sluice should have a ladder. Count booming males every year with the same protocol.',
    'The full data are available from the wardens on request.',
  ],
];

/** A PDF of four pages. */
export function reedbedReport(): FakeDocument {
  const pdf = makePdf(bitternPages);
  const detail = detailOf('Bittern survey 2024.pdf', 'pdf', pdf.text, pdf.pages.length);
  return {
    detail: { ...detail, tags: ['wetlands'] },
    text: pdf.text,
    pages: pdf.pages.map(({ start, end }, index) => ({
      number: index + 1,
      kind: 'text',
      characters: end - start,
      start,
      end,
      width: 595,
      height: 842,
    })),
    blocks: blocksOf(pdf.text, pdf.pages),
    boxes: pdf.boxes,
    original: pdf.bytes,
  };
}

/** A text of any length, for lists that must not draw all of it. */
export function longText(characters: number, fileName = 'Field diary.txt'): FakeDocument {
  const lines: string[] = [];
  let length = 0;
  for (let day = 1; length < characters; day++) {
    const line = `Day ${day}. Walked the north bank at dawn; heard ${day % 5} males booming, saw ${day % 3} marsh harriers, and water stood at ${20 + (day % 25)} centimetres.`;
    lines.push(line);
    length += line.length + 2;
  }
  const text = lines.join('\n\n').slice(0, characters);
  const page: PageSummary = {
    number: 1,
    kind: 'text',
    characters,
    start: 0,
    end: text.length,
    width: null,
    height: null,
  };
  return {
    detail: detailOf(fileName, 'text', text, 1),
    text,
    pages: [page],
    blocks: blocksOf(text, [{ start: 0, end: text.length }]),
    boxes: () => [],
    original: Buffer.from(text),
  };
}

/** A document in a state other than ready. */
export function unreadable(fileName: string, change: Partial<DocumentDetail>): FakeDocument {
  const empty: FakeDocument = {
    detail: {
      ...detailOf(fileName, 'pdf', '', 0),
      words: 0,
      tokens: 0,
      chunks: 0,
      bytes: 1_240_000,
      readMs: null,
      ...change,
    },
    text: '',
    pages: [],
    blocks: [],
    boxes: () => [],
    original: Buffer.alloc(0),
  };
  return empty;
}

function blocksOf(text: string, pages: readonly { start: number; end: number }[]): Block[] {
  const blocks: Block[] = [];
  for (const match of text.matchAll(/[^\n](?:[^\n]|\n(?!\n))*/g)) {
    const start = match.index;
    const isHeading = /^(\d+\. )?[A-Z ]+$/.test(match[0]);
    blocks.push({
      kind: isHeading ? 'heading' : 'paragraph',
      level: isHeading ? (start === 0 ? 1 : 2) : null,
      page: pages.findIndex((page) => page.end > start) + 1 || 1,
      start,
      end: start + match[0].length,
    });
  }
  return blocks;
}
