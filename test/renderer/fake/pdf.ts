import type { Box } from '../../../preload/contract/index.ts';

const size = { width: 595, height: 842 };
const margin = 64;
const fontSize = 11;
const leading = 17;
/** Helvetica's widths differ by letter; Courier's are all 0.6 em, so boxes can be computed without tables. */
const advance = fontSize * 0.6;
const columns = Math.floor((size.width - 2 * margin) / advance);

/** A PDF made from paragraphs, with the text a parser would store and the place of every character. */
export interface MadePdf {
  bytes: Buffer;
  text: string;
  pages: { start: number; end: number }[];
  boxes(start: number, end: number): Box[];
}

interface Line {
  page: number;
  y: number;
  start: number;
  text: string;
}

/** Makes a PDF: each inner array is a page, each string a paragraph. */
export function makePdf(pages: readonly (readonly string[])[]): MadePdf {
  const lines: Line[] = [];
  let text = '';
  const ranges = pages.map((paragraphs, index) => {
    const start = text.length;
    let y = margin;
    for (const paragraph of paragraphs) {
      for (const line of wrapped(paragraph)) {
        lines.push({ page: index + 1, y, start: text.length, text: line });
        text += `${line} `;
        y += leading;
      }
      text = `${text.trimEnd()}\n\n`;
      y += leading * 0.7;
    }
    return { start, end: text.length };
  });
  return {
    bytes: written(pages.length, lines),
    text,
    pages: ranges,
    boxes: (start, end) =>
      lines
        .filter((line) => line.start < end && line.start + line.text.length > start)
        .map((line) => {
          const from = Math.max(0, start - line.start);
          const to = Math.min(line.text.length, end - line.start);
          return {
            page: line.page,
            x: margin + from * advance,
            y: line.y,
            width: (to - from) * advance,
            height: fontSize * 1.2,
          };
        }),
  };
}

function wrapped(paragraph: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of paragraph.split(' ')) {
    if (line.length + word.length + 1 > columns) {
      lines.push(line);
      line = word;
    } else line = line ? `${line} ${word}` : word;
  }
  return [...lines, line];
}

function written(pageCount: number, lines: readonly Line[]): Buffer {
  const objects: string[] = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Count ${pageCount} /Kids [${Array.from({ length: pageCount }, (_, page) => `${4 + page * 2} 0 R`).join(' ')}] >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>',
  ];
  for (let page = 1; page <= pageCount; page++) {
    const content = lines
      .filter((line) => line.page === page)
      .map(
        ({ y, text }) =>
          `BT /F1 ${fontSize} Tf ${margin} ${size.height - y - fontSize} Td (${text.replace(/[\\()]/g, '\\$&')}) Tj ET`,
      )
      .join('\n');
    objects.push(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${size.width} ${size.height}] /Contents ${4 + page * 2 - 1} 0 R /Resources << /Font << /F1 3 0 R >> >> >>`,
      `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    );
  }
  let file = '%PDF-1.4\n';
  const offsets = objects.map((object, index) => {
    const offset = file.length;
    file += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const xref = file.length;
  file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n`;
  file += offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  file += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${xref}\n%%EOF\n`;
  return Buffer.from(file, 'latin1');
}
