/** A cell of a table in a document's text; offsets are in the document. */
export interface Cell {
  start: number;
  end: number;
}

/** What parsers put between the cells of a row, and tabs of files that have them. */
const separator = /[^\S\n]*(?:\||\t)[^\S\n]*/g;
/** A row of Markdown that only says how columns are aligned. */
const alignment = /^[\s|:-]*-[\s|:-]*$/;

/**
 * The rows and cells of a table as it stands in a document's text, a row a line; null where the lines do not make a
 * table after all.
 *
 * @param text the table's text
 * @param start its offset in the document
 */
export function tableCells(text: string, start: number): Cell[][] | null {
  const rows: Cell[][] = [];
  let lineStart = 0;
  for (const line of text.split('\n')) {
    if (line.trim() !== '' && !alignment.test(line)) rows.push(cellsOf(line, start + lineStart));
    lineStart += line.length + 1;
  }
  const widest = Math.max(0, ...rows.map((row) => row.length));
  return rows.length > 1 && widest > 1 ? rows : null;
}

function cellsOf(line: string, start: number): Cell[] {
  // Markdown begins and ends a row with a separator as well; they part nothing.
  const first = /^\s*\|?[^\S\n]*/.exec(line)![0].length;
  const last = line.length - /[^\S\n]*\|?\s*$/.exec(line)![0].length;
  // A row whose first cell is empty begins with a separator too; only Markdown's also ends with one.
  const from = line.trimStart().startsWith('|') && !line.trimEnd().endsWith('|') ? 0 : Math.min(first, last);
  const cells: Cell[] = [];
  let at = from;
  for (const match of line.slice(0, Math.max(from, last)).matchAll(separator)) {
    if (match.index < from) continue;
    cells.push({ start: start + at, end: start + match.index });
    at = match.index + match[0].length;
  }
  cells.push({ start: start + at, end: start + Math.max(at, last) });
  return cells;
}
