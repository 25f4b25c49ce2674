import { type Cell, type Cells, cellsOf } from './cells.ts';
import { usualSize } from './rows.ts';
import { type Row, wideCharacter } from './span.ts';
import { bodyFont } from './style.ts';

/** Distances between baselines differ by no more than this within a cell, and by no less between the rows of a table. */
const sameDistance = 1.12;
const largerDistance = 1.2;
/** A line of prose has at least so many characters, also in a cell. */
const proseCharacters = 18;
/** No cell is deeper than this; two columns of prose may be. */
const mostLines = 12;

/**
 * For each line of a table whether it goes on with the cells of the line above it; null where that cannot be told. It can where
 * lines within a cell stand closer than rows do, the cells of a row end at different heights, and every line that goes on was too
 * long: its cell has no room for the first word of the line below. Rows that merely stand in groups are not so.
 *
 * @param isClose what `closeLines` says of the lines
 */
export function wrappedLines(
  lines: readonly Cells[],
  isClose: readonly boolean[],
): readonly boolean[] | null {
  const deep = depthsOf(lines, isClose).filter((depths) => Math.max(...depths) > 1);
  if (2 * deep.filter(isUneven).length < deep.length) return null;
  const widths = lines[0]!.map((_, column) =>
    Math.max(0, ...lines.map((cells) => widthOf(cells[column] ?? null))),
  );
  let prose = 0;
  let capitals = 0;
  for (const [index, cells] of lines.entries()) {
    if (!isClose[index]) continue;
    let goesOn = false;
    for (const [column, cell] of cells.entries()) {
      const above = lines[index - 1]![column]!;
      if (!cell || !above) continue;
      const text = cell.line.text.trim();
      if (!isWrapped(cell.row, text, widths[column]! - widthOf(above))) return null;
      goesOn = true;
      if (lengthOf(above) < proseCharacters) continue;
      prose += 1;
      if (/^\p{Lu}/u.test(text)) capitals += 1;
    }
    if (!goesOn) return null;
  }
  return prose > 0 && capitals <= prose / 2 ? isClose : null;
}

/**
 * Whether columns of prose are the cells of a table: its rows begin at the same height in every column, though the cells above
 * them end at different ones. Columns that are read one after the other have no reason to wait for each other, and boxes that
 * stand side by side have headings.
 */
export function isTableOfProse(rows: readonly Row[], edges: readonly number[]): boolean {
  const isClose = closeLines(rows);
  if (!isClose) return false;
  const lines = cellsOf(rows, edges);
  const isWrapped = wrappedLines(lines, isClose);
  if (!isWrapped) return false;
  // Paragraphs that pause at different heights are no cells.
  const resumes = (index: number): boolean =>
    index > 1 &&
    isWrapped[index - 1]! &&
    isWrapped[index]! &&
    lines[index]!.some((cell, column) => cell && !lines[index - 1]![column] && lines[index - 2]![column]);
  const depths = depthsOf(lines, isWrapped);
  const begun = rows.filter((_, index) => !isWrapped[index]);
  const whole = lines.filter((cells, index) => !isWrapped[index] && cells.every((cell) => cell !== null));
  return (
    depths.filter(isUneven).length >= 2 &&
    depths.every((each) => Math.max(...each) <= mostLines) &&
    whole.length >= 0.8 * begun.length &&
    !rows.some((_, index) => resumes(index)) &&
    setApart(begun.slice(1), rows) < 2
  );
}

/** For each row of a table how many lines its cells have. */
function depthsOf(lines: readonly Cells[], goesOn: readonly boolean[]): number[][] {
  const depths: number[][] = [];
  for (const [index, cells] of lines.entries()) {
    if (!goesOn[index]) depths.push(cells.map(() => 0));
    for (const [column, cell] of cells.entries()) if (cell) depths.at(-1)![column]! += 1;
  }
  return depths;
}

const isUneven = (depths: readonly number[]): boolean => new Set(depths).size > 1;

/** How many rows are set in other letters than most. */
function setApart(some: readonly Row[], rows: readonly Row[]): number {
  const size = usualSize(rows.flatMap(({ spans }) => spans));
  const font = bodyFont(rows, size);
  return some.filter(({ spans }) =>
    spans.every((span) => span.font !== font || Math.abs(span.size - size) > 0.5),
  ).length;
}

/** For each line whether it stands as close below the one above as lines within a cell do; null where there are not two distances. */
export function closeLines(rows: readonly Row[]): boolean[] | null {
  const distances = rows.slice(1).map((row, index) => row.baseline - rows[index]!.baseline);
  const least = Math.min(...distances);
  if (!(least > 0.8 * Math.max(...rows.map((row) => row.size)))) return null;
  const isClose = distances.map((distance) => distance <= sameDistance * least);
  const isApart = distances.map((distance) => distance >= largerDistance * least);
  const close = isClose.filter(Boolean).length;
  const apart = isApart.filter(Boolean).length;
  if (close < 2 || apart < 2 || close + apart < distances.length) return null;
  return [false, ...isClose];
}

const widthOf = (cell: Cell | null): number => (cell ? cell.row.x1 - cell.row.x0 : 0);

/** How much a cell's line says, in letters. */
function lengthOf({ line: { text } }: Cell): number {
  return text.length * (wideCharacter.test(text) ? 2.2 : 1);
}

/** Whether the first word of a cell’s line, which says `text`, with a space had no room beside the line above it, as far as that can be told. */
function isWrapped(line: Row, text: string, room: number): boolean {
  if (!/\p{L}/u.test(text)) return false;
  const word = wideCharacter.test(text[0]!) ? text[0]! : /^\S+/.exec(text)![0];
  const perCharacter = (line.x1 - line.x0) / text.length;
  return (word.length + 1) * perCharacter > room - 0.25 * line.size;
}
