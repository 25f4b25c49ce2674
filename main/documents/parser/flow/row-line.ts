/** Between the cells of a row. */
export const cellSeparator = ' | ';

/** A row as one line of text; empty cells at its end are left out, those before keep their place. */
export function rowLine(cells: readonly string[]): string {
  let last = cells.length;
  while (last > 0 && cells[last - 1] === '') last -= 1;
  return cells.slice(0, last).join(cellSeparator).trimEnd();
}
