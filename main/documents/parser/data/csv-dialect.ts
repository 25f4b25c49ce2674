import { CsvReader } from './csv-reader.ts';

export interface CsvDialect {
  readonly delimiter: string;
  readonly lineEnd: string;
}

const candidates = [',', ';', '\t', '|'] as const;
const rowsToJudge = 100;

/**
 * How a table of text separates its fields, from its beginning: the delimiter that splits most rows into the same number
 * of fields, more fields counting more. `name`: a file called `.tsv` or `.tab` is taken at its word when that works.
 */
export function guessDialect(sample: string, name: string): CsvDialect {
  const lineEnd = !sample.includes('\n') && sample.includes('\r') ? '\r' : '\n';
  const declared = /^sep=(.)\r?\n/i.exec(sample)?.[1];
  if (declared) return { delimiter: declared, lineEnd };
  let best: string = /\.(tsv|tab)$/i.test(name) ? '\t' : ',';
  let bestScore = 0;
  for (const delimiter of candidates) {
    const score = regularity(new CsvReader(delimiter, lineEnd).write(sample).slice(0, rowsToJudge));
    const bonus = delimiter === best ? 1.1 : 1;
    if (score * bonus > bestScore) {
      bestScore = score * bonus;
      best = delimiter;
    }
  }
  return { delimiter: best, lineEnd };
}

/** 0 when rows are not split; grows with the share of rows that have the usual number of fields, and with that number. */
function regularity(rows: readonly (readonly string[])[]): number {
  const counts = new Map<number, number>();
  const filled = rows.filter((row) => row.some((cell) => cell.trim() !== ''));
  for (const row of filled) counts.set(row.length, (counts.get(row.length) ?? 0) + 1);
  let usual = 0;
  let share = 0;
  for (const [fields, count] of counts)
    if (count > share) {
      usual = fields;
      share = count;
    }
  return usual < 2 ? 0 : (share / filled.length) ** 2 * Math.log2(usual + 1);
}
