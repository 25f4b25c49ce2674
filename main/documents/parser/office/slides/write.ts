import { ordinal } from '../../flow/ordinals.ts';
import { TableWriter } from '../../flow/table.ts';
import type { FlowWriter } from '../../flow/writer.ts';
import { type Box, inReadingOrder, runsRightToLeft } from './reading-order.ts';
import type { Slide, SlideItem, SlideParagraph } from './slide.ts';

const titles = new Set(['title', 'ctrTitle']);
/** What the layout repeats on every slide: date, footer, number. */
const margins = new Set(['dt', 'ftr', 'sldNum', 'hdr']);
/** Placeholders whose paragraphs carry bullets unless they say otherwise. */
const outlines = new Set(['body', 'obj']);

/** Writes a slide: its title first, wherever it is drawn, then its shapes and tables as they are read, and what is on every slide last. */
export function writeSlide(flow: FlowWriter, slide: Slide): void {
  const isTitle = (item: SlideItem): boolean => fills(item, titles);
  const ordered = [
    ...slide.items.filter(isTitle),
    ...readingOrder(slide.items.filter((item) => !isTitle(item))),
  ];
  const last: string[] = [];
  for (const item of ordered) {
    if (item.kind === 'text') flow.paragraph(item.text);
    else if (item.kind === 'table') writeTable(flow, item.rows, item.hasHeader);
    else if (isTitle(item)) flow.heading(1, textOf(item));
    else if (isMargin(item)) last.push(textOf(item));
    else writeParagraphs(flow, item.paragraphs, fills(item, outlines));
  }
  for (const text of last) flow.margin('footer', text);
}

/** Whether an item is the shape for one of some placeholders. */
function fills(item: SlideItem, placeholders: ReadonlySet<string>): boolean {
  return item.kind === 'shape' && item.placeholder !== null && placeholders.has(item.placeholder);
}

const isMargin = (item: SlideItem): boolean => fills(item, margins);

/** What is read in one go: a group, or what stands alone. */
interface Unit {
  readonly box: Box | null;
  readonly items: SlideItem[];
}

/** Items in reading order, what is in a group together. Those of the margins and empty ones do not take part. */
function readingOrder(items: readonly SlideItem[]): SlideItem[] {
  const shown = items.filter((item) => !isMargin(item) && textOf(item).trim() !== '');
  const groups = new Map<number, Unit>();
  const units: Unit[] = [];
  for (const item of shown) {
    const group = item.group === 0 ? undefined : groups.get(item.group);
    if (group) {
      group.items.push(item);
      continue;
    }
    const unit = { box: item.box, items: [item] };
    units.push(unit);
    if (item.group !== 0) groups.set(item.group, unit);
  }
  const isRightToLeft = runsRightToLeft(shown.map(textOf).join(' '));
  return [...inReadingOrder(units, isRightToLeft).flatMap((unit) => unit.items), ...items.filter(isMargin)];
}

function textOf(item: SlideItem): string {
  if (item.kind === 'text') return item.text;
  if (item.kind === 'table') return item.rows.flat().join(' ');
  return item.paragraphs.map((each) => each.text).join(' ');
}

function writeTable(flow: FlowWriter, rows: readonly (readonly string[])[], hasHeader: boolean): void {
  const table = new TableWriter(flow);
  rows.forEach((row, index) => {
    table.row(row, hasHeader && index === 0 && rows.length > 1);
  });
  table.end();
}

function writeParagraphs(flow: FlowWriter, paragraphs: readonly SlideParagraph[], isOutline: boolean): void {
  const shown = paragraphs.filter((each) => each.text.trim() !== '');
  const hasBullets = isOutline && shown.length > 1;
  const counts: number[] = [];
  for (const { text, depth, bullet } of shown) {
    counts.length = Math.min(counts.length, depth + 1);
    if (bullet !== null && typeof bullet === 'object') {
      counts[depth] = (counts[depth] ?? bullet.start - 1) + 1;
      flow.item(text, depth, `${autoNumber(counts[depth], bullet.system)} `);
      continue;
    }
    counts.length = Math.min(counts.length, depth);
    if (bullet === 'sign' || (bullet === null && (hasBullets || depth > 0))) flow.item(text, depth);
    else flow.paragraph(text);
  }
  flow.endList();
}

/** A number as the automatic numbering of DrawingML writes it: `arabicPeriod`, `alphaLcParenR`, `romanUcParenBoth`… */
function autoNumber(number: number, system: string): string {
  const kind = /^alphaLc/.test(system)
    ? 'lowerLetter'
    : /^alphaUc/.test(system)
      ? 'upperLetter'
      : /^romanLc/.test(system)
        ? 'lowerRoman'
        : /^romanUc/.test(system)
          ? 'upperRoman'
          : 'decimal';
  const text = ordinal(number, kind);
  if (system.endsWith('ParenBoth')) return `(${text})`;
  if (system.endsWith('ParenR')) return `${text})`;
  return system.endsWith('Plain') ? text : `${text}.`;
}
