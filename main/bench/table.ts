import type { BenchLine, Figure, Ratio } from './figures.ts';

const subjects = ['bittern', 'bare', 'defaults', 'against'] as const;
const titles = {
  bittern: 'Bittern',
  bare: 'bare loop',
  defaults: 'library defaults',
  against: 'other model',
};

/** The figures of a run as Markdown: one table of measurements, one of ratios. */
export function asTable(lines: readonly BenchLine[]): string {
  const figures = lines.filter((line): line is Figure => line.type === 'figure');
  const ratios = lines.filter((line): line is Ratio => line.type === 'ratio');
  const present = subjects.filter((subject) => figures.some((figure) => figure.subject === subject));
  const rows = new Map<string, Map<string, Figure>>();
  for (const figure of figures) {
    const name =
      figure.tokens === null ? figure.what : `${figure.what}, ${figure.tokens.toLocaleString('en-US')}`;
    const row = rows.get(name) ?? new Map<string, Figure>();
    rows.set(name, row.set(figure.subject, figure));
  }
  const measured = [
    `| figure | ${present.map((subject) => titles[subject]).join(' | ')} |`,
    `|---|${present.map(() => '---:').join('|')}|`,
    ...[...rows].map(
      ([name, row]) => `| ${name} | ${present.map((subject) => amount(row.get(subject))).join(' | ')} |`,
    ),
  ];
  const compared = [
    '| ratio | measured | asked | |',
    '|---|---:|---:|---|',
    ...ratios.map(
      ({ name, value, wanted, met }) =>
        `| ${name} | ${rounded(value)} | ${asked(wanted)} | ${met === null ? '' : met ? 'met' : 'missed'} |`,
    ),
  ];
  return [...measured, '', ...compared].join('\n');
}

function amount(figure: Figure | undefined): string {
  if (!figure) return '';
  const { value, unit } = figure;
  if (unit === 'bytes') return `${(value / 1e9).toFixed(2)} GB`;
  if (unit === 'ms') return value >= 10_000 ? `${(value / 1000).toFixed(1)} s` : `${rounded(value)} ms`;
  return unit === 'tokens' ? String(value) : `${rounded(value)} tok/s`;
}

function asked(wanted: Ratio['wanted']): string {
  if (wanted === null) return '';
  return 'atLeast' in wanted ? `≥ ${wanted.atLeast}` : `≤ ${wanted.atMost}`;
}

function rounded(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}
