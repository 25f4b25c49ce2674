/** A row at the top of a table; `spans`, where known, says how many columns each of its cells reaches over. */
export interface TopRow {
  readonly cells: readonly string[];
  readonly spans?: readonly number[] | undefined;
}

/** Tables whose labels take more rows than this are forms. */
export const mostHeaderRows = 4;
const labelCharacters = 80;
/** A unit or the like, which stands below a label: "cm", "in thousands". */
const unitCharacters = 20;

const figure = /^[-+(]?[\p{Sc}\s]*\d[\d.,:/\s'’-]*[%)\p{Sc}]?$/u;
const year = /^(1[5-9]|20)\d\d([/-]\d{2,4})?$/;
/** What stands in a column of figures where there is none. */
const missing = /^([-–—.…?x*]+|n\/?a\.?|#n\/a|nan|null|none|nil|k\.\s?a\.|unknown|missing|absent)$/i;

/**
 * Names of columns are short words, two or more, nearly all there, different from one another, and no figures; years may
 * head the columns after the first.
 */
export function looksLikeHeader(cells: readonly string[]): boolean {
  const filled = cells.filter((cell) => cell !== '');
  if (filled.length < 2 || filled.length < cells.length * 0.6) return false;
  if (filled.some((cell) => cell.length > labelCharacters)) return false;
  if (figure.test(cells[0]!) || cells.some((cell) => figure.test(cell) && !year.test(cell))) return false;
  return new Set(filled).size >= filled.length * 0.7;
}

/** Whether some column of a table's body has figures in two rows at least, and nothing else. */
export function hasFigures(body: readonly (readonly string[])[]): boolean {
  return (body[0] ?? []).some((_, column) => {
    const filled = body
      .map((cells) => cells[column] ?? '')
      .filter((cell) => cell !== '' && !missing.test(cell));
    return filled.length > 1 && filled.every((cell) => figure.test(cell));
  });
}

/**
 * How many of a table's first rows name its columns. The first one does when it looks so. More than one do when words stand
 * above figures in each of them, below labels for several columns ("2024" above "January" and "February") or as units below
 * labels of their own.
 */
export function headerRowCount(rows: readonly TopRow[]): number {
  for (let count = Math.min(mostHeaderRows, rows.length - 1); count > 1; count--) {
    const body = rows.slice(count).map(({ cells }) => cells);
    if (areLabels(rows.slice(0, count), body)) return count;
  }
  return rows.length > 1 && looksLikeHeader(rows[0]!.cells) ? 1 : 0;
}

function areLabels(head: readonly TopRow[], body: readonly (readonly string[])[]): boolean {
  const isLabel = (cell: string): boolean =>
    cell.length <= labelCharacters && (!figure.test(cell) || year.test(cell));
  if (!head.every(({ cells }) => cells.some((cell) => cell !== '') && cells.every(isLabel))) return false;
  return head.every((_, index) => index === 0 || goesOn(head.slice(0, index), head[index]!, body));
}

/** Whether a row goes on with the labels of the rows above it, rather than being the first one of data. */
function goesOn(above: readonly TopRow[], row: TopRow, body: readonly (readonly string[])[]): boolean {
  const { cells } = row;
  const upper = above.at(-1)!;
  if (fillsSpans(upper, cells) || repeatsByGroup(upper, cells)) return true;
  const filled = [...cells.keys()].filter((column) => cells[column] !== '');
  const measuring = filled.filter((column) => isMeasured(body, column));
  if (measuring.length === 0) return false;
  if (measuring.some((column) => missing.test(cells[column]!) || isLikeBody(body, column, cells[column]!)))
    return false;
  const cellAbove = (column: number): string => upper.cells[column] ?? '';
  const isGrouped = measuring.some(
    (column) =>
      cellAbove(column) === '' ||
      (column > 0 && cellAbove(column) === cellAbove(column - 1) && cells[column] !== cells[column - 1]),
  );
  if (isGrouped) return true;
  // Units: nothing stands beside them but labels again, or names for columns that had none.
  const isUnit = (column: number): boolean =>
    cells[column]!.length <= unitCharacters && !year.test(cells[column]!);
  const isRepeated = (column: number): boolean => above.some((row) => row.cells[column] === cells[column]);
  const isNew = (column: number): boolean =>
    measuring.length > 1 && above.every((row) => (row.cells[column] ?? '') === '');
  return filled.every((column) =>
    measuring.includes(column) ? isUnit(column) : isRepeated(column) || isNew(column),
  );
}

/** A cell above reaches over several columns, and each of them has a label of its own. */
function fillsSpans({ cells, spans }: TopRow, below: readonly string[]): boolean {
  return (
    spans?.some(
      (span, column) =>
        span > 1 &&
        column + span <= below.length &&
        cells[column] !== '' &&
        below.slice(column, column + span).every((cell) => cell !== ''),
    ) ?? false
  );
}

/** Below each of several labels with empty cells beside them stand the same two labels or more: a name and a town, a name and a town. */
function repeatsByGroup({ cells }: TopRow, below: readonly string[]): boolean {
  const starts = [...cells.keys()].filter((column) => cells[column] !== '');
  const groups = starts
    .map((start, index) => below.slice(start, starts[index + 1] ?? below.length))
    .filter((labels) => labels.length > 1 && labels.every((label) => label !== ''));
  const [first, ...others] = groups;
  return first !== undefined && others.length > 0 && others.every((labels) => isSameRow(first, labels));
}

const isSameRow = (one: readonly string[], other: readonly string[]): boolean =>
  new Set(one).size === one.length &&
  one.length === other.length &&
  one.every((cell, column) => cell === other[column]);

/** A column with figures, dates, numbers of things, and nothing else. */
function isMeasured(body: readonly (readonly string[])[], column: number): boolean {
  const filled = body.map((cells) => cells[column] ?? '').filter((cell) => cell !== '');
  return (
    filled.some((cell) => /\d/.test(cell)) && filled.every((cell) => /\d/.test(cell) || missing.test(cell))
  );
}

/** A cell that is built as those below it, such as one more date among dates. Years are, where those below are years. */
function isLikeBody(body: readonly (readonly string[])[], column: number, cell: string): boolean {
  if (!/\d/.test(cell)) return false;
  const filled = body.map((cells) => cells[column] ?? '').filter((each) => each !== '');
  if (year.test(cell)) return filled.every((each) => year.test(each));
  const shape = (text: string): string => text.replace(/\d+/g, '9').replace(/\p{L}+/gu, 'a');
  return filled.some((each) => shape(each) === shape(cell));
}
