import { column, pdfOf } from './pdf.ts';

/** Three pages about herons, each with a fact that stands nowhere else. */
export const fieldGuidePages = [
  [
    'A field guide to herons',
    'The grey heron stands still for long minutes and strikes at fish.',
    'It weighs up to two kilograms.',
  ],
  ['Nests', 'Herons nest in colonies high in tall trees.', 'The colony at Marlow Wood had 64 nests in 1987.'],
  [
    'Winter',
    'When ponds freeze the herons move to the coast.',
    'In the winter of 1963 two thirds of them died.',
  ],
] as const;

/** The same as a PDF file. */
export function fieldGuide(): Buffer {
  return pdfOf(
    fieldGuidePages.map((lines) => ({ texts: column(lines, 72, 720, { size: 12 }) })),
    { title: 'A field guide to herons' },
  );
}
