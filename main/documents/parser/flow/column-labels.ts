import type { TopRow } from './header-rows.ts';
import { rowLine } from './row-line.ts';

/** Labels are repeated before each stretch of the table, so they must not be longer than what they explain. */
const mostCharacters = 1000;

/**
 * What a table's columns are called, as one line that fits its rows: labels that stand above one another are put together, and
 * one that is for several columns goes with each of them ("2024 January | 2024 February"). Titles, alone in their rows, have
 * lines of their own.
 */
export function columnLabels(rows: readonly TopRow[]): string {
  const titles = rows.length > 1 ? rows.filter(({ cells }) => isTitle(cells)) : [];
  const labels = rows.filter((row) => !titles.includes(row));
  const whole = labels.map((row, index) => spread(row, labels.slice(index + 1)));
  const columns = Math.max(0, ...whole.map((cells) => cells.length));
  const line = rowLine(
    Array.from({ length: columns }, (_, column) =>
      [...new Set(whole.map((cells) => cells[column] ?? ''))].filter(Boolean).join(' '),
    ),
  );
  const text = [...titles.map(({ cells }) => rowLine(cells)), line].filter(Boolean).join('\n');
  // Labels that are long together are short one below the other.
  const shown = text.length <= mostCharacters ? text : rows.map(({ cells }) => rowLine(cells)).join('\n');
  return shown.slice(0, mostCharacters);
}

function isTitle(cells: readonly string[]): boolean {
  return cells[0] !== '' && cells.length > 1 && cells.every((cell, column) => column === 0 || cell === '');
}

/**
 * A row of labels in which those for several columns stand in each of them. Where the file does not say how far they reach, one
 * that has another below it reaches as far as the cells beside it are empty and have labels below.
 */
function spread({ cells, spans }: TopRow, below: readonly TopRow[]): string[] {
  const whole = [...cells];
  if (spans?.some((span) => span > 1)) {
    for (const [column, span] of spans.entries())
      if (span > 1) whole.fill(cells[column] ?? '', column, column + span);
    return whole;
  }
  const hasLabelBelow = (column: number, text: string): boolean =>
    below.some((row) => (row.cells[column] ?? '') !== '' && row.cells[column] !== text);
  const columns = Math.max(cells.length, ...below.map((row) => row.cells.length));
  let group = '';
  for (let column = 0; column < columns; column++) {
    const own = cells[column] ?? '';
    if (own !== '') group = hasLabelBelow(column, own) ? own : '';
    else whole[column] = hasLabelBelow(column, group) ? group : '';
  }
  return whole;
}
