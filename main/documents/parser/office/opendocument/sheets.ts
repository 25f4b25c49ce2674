import type { FlowWriter } from '../../flow/writer.ts';
import type { XmlAttributes, XmlHandler } from '../../xml/reader.ts';
import { columnName, hiddenRowsNote, MergedLabels } from '../sheet/merged.ts';
import { SheetRegions } from '../sheet/region.ts';
import { folderName } from './formulas.ts';
import type { OpenStyles } from './styles.ts';
import { charactersOf, OpenText } from './text.ts';

const maximumColumns = 16_384;
/** A value that a file repeats more often than this, in rows or columns, is filling, not data. */
const maximumRepeats = 1000;

const skipped = new Set([
  'office:forms',
  'office:scripts',
  'office:binary-data',
  'table:tracked-changes',
  'text:ruby-text',
  'svg:desc',
  'svg:title',
  'dc:creator',
  'dc:date',
]);

/** Reads the sheets of an OpenDocument spreadsheet: each is a page, its cells what they show. */
export class OpenSheetsReader implements XmlHandler {
  readonly #flow: FlowWriter;
  readonly #styles: OpenStyles;
  readonly #charts: ReadonlyMap<string, string>;
  readonly #beside: string[] = [];
  #regions: SheetRegions;
  #sheetDepth = 0;
  #name = '';
  #merged = new MergedLabels();
  /** Cells of the row that span rows below it: column, number of rows, text. */
  #merging: [number, number, string][] = [];
  #row = new Map<number, string>();
  #rowNumber = 1;
  #rowRepeats = 1;
  #column = 0;
  #cellRepeats = 1;
  #cellRows = 1;
  #cellColumns = 1;
  /** Cells of the row that are merged with those beside them. */
  #across = new Map<number, number>();
  #value = '';
  #paragraphs: string[] = [];
  /** Texts that are open, innermost last: a cell's paragraph, a comment's within it. */
  readonly #texts: OpenText[] = [];
  /** Comments and text boxes that are open, whose paragraphs are not the cell's. */
  readonly #aside: { prefix: string; paragraphs: string[] }[] = [];
  #skip = 0;
  #hasCut = false;

  /** `charts`: those that have a folder of their own, as text by folder. */
  constructor(flow: FlowWriter, styles: OpenStyles, charts: ReadonlyMap<string, string>) {
    this.#flow = flow;
    this.#styles = styles;
    this.#charts = charts;
    this.#regions = new SheetRegions(flow);
  }

  open(name: string, attributes: XmlAttributes): void {
    if (this.#skip > 0 || skipped.has(name)) {
      this.#skip += 1;
      return;
    }
    this.#styles.open(name, attributes);
    const characters = charactersOf(name, attributes['text:c']);
    if (characters !== null) this.#texts.at(-1)?.insert(characters);
    switch (name) {
      case 'table:table':
        this.#beginSheet(attributes);
        break;
      case 'table:table-column':
        this.#noteHidden(attributes);
        break;
      case 'table:table-row':
        this.#noteHidden(attributes);
        this.#row = new Map();
        this.#merging = [];
        this.#across = new Map();
        this.#column = 0;
        this.#rowRepeats = repeatsOf(attributes['table:number-rows-repeated']);
        break;
      case 'table:table-cell':
      case 'table:covered-table-cell':
        this.#cellRepeats = repeatsOf(attributes['table:number-columns-repeated']);
        this.#value = attributes['office:string-value'] ?? attributes['office:value'] ?? '';
        this.#cellColumns = repeatsOf(attributes['table:number-columns-spanned']);
        this.#cellRows = repeatsOf(attributes['table:number-rows-spanned']);
        this.#paragraphs = [];
        break;
      case 'text:p':
      case 'text:h':
        this.#texts.push(new OpenText());
        break;
      case 'office:annotation':
        this.#aside.push({
          prefix: `[Comment on ${columnName(this.#column)}${this.#rowNumber}: `,
          paragraphs: [],
        });
        break;
      case 'draw:frame':
      case 'draw:custom-shape':
        this.#aside.push({ prefix: '', paragraphs: [] });
        break;
      case 'draw:object': {
        const chart = this.#charts.get(folderName(attributes['xlink:href'] ?? ''));
        if (chart) this.#aside.at(-1)?.paragraphs.push(chart);
        break;
      }
    }
  }

  close(name: string): void {
    if (this.#skip > 0) {
      this.#skip -= 1;
      return;
    }
    switch (name) {
      case 'text:p':
      case 'text:h': {
        const text = this.#texts.pop()?.value.trim();
        if (text) (this.#aside.at(-1)?.paragraphs ?? this.#paragraphs).push(text);
        break;
      }
      case 'office:annotation':
      case 'draw:frame':
      case 'draw:custom-shape': {
        const aside = this.#aside.pop();
        if (aside && aside.paragraphs.length > 0 && this.#beside.length < 10_000)
          this.#beside.push(`${aside.prefix}${aside.paragraphs.join('\n')}${aside.prefix ? ']' : ''}`);
        break;
      }
      case 'table:table-cell':
      case 'table:covered-table-cell':
        this.#endCell();
        break;
      case 'table:table-row':
        this.#endRow();
        break;
      case 'table:table':
        this.#endSheet();
        break;
    }
  }

  text(text: string): void {
    if (this.#skip === 0) this.#texts.at(-1)?.add(text);
  }

  #beginSheet(attributes: XmlAttributes): void {
    this.#sheetDepth += 1;
    // A table within a cell is possible in theory; its rows are then read with those around it.
    if (this.#sheetDepth > 1) return;
    const name = attributes['table:name'] ?? '';
    this.#name = name;
    this.#regions = new SheetRegions(this.#flow);
    this.#merged = new MergedLabels();
    this.#rowNumber = 1;
    this.#flow.heading(1, name);
    if (this.#styles.isTableHidden(attributes['table:style-name']))
      this.#flow.note('warning', `The sheet “${name}” is hidden; its text is included.`, [this.#flow.page]);
  }

  #endSheet(): void {
    this.#sheetDepth -= 1;
    if (this.#sheetDepth > 0) return;
    this.#regions.end();
    for (const text of this.#beside.splice(0)) this.#flow.paragraph(text);
    this.#flow.nextPage();
  }

  #noteHidden(attributes: XmlAttributes): void {
    const visibility = attributes['table:visibility'];
    if (this.#sheetDepth === 1 && (visibility === 'collapse' || visibility === 'filter'))
      this.#flow.note('info', hiddenRowsNote(this.#name), [this.#flow.page]);
  }

  #endCell(): void {
    const text = this.#paragraphs.length > 0 ? this.#paragraphs.join(' ') : this.#value;
    if (text !== '') {
      if (this.#cellColumns > 1) this.#across.set(this.#column, this.#column + this.#cellColumns - 1);
      else if (this.#cellRows > 1) this.#merging.push([this.#column, this.#cellRows - 1, text]);
      const repeats = this.#limited(this.#cellRepeats);
      for (let at = 0; at < repeats && this.#column + at < maximumColumns; at++)
        this.#row.set(this.#column + at, text);
    }
    this.#column += this.#cellRepeats;
  }

  #endRow(): void {
    this.#rowNumber += this.#rowRepeats;
    if (this.#row.size === 0) {
      this.#merged.pass(this.#rowRepeats);
      this.#regions.gap();
      return;
    }
    this.#merged.complete(this.#row);
    if (this.#rowRepeats > 1) this.#merged.pass(this.#rowRepeats - 1);
    for (const [column, rows, text] of this.#merging) this.#merged.begin(column, rows, text);
    const repeats = this.#limited(this.#rowRepeats);
    for (let count = 0; count < repeats; count++) this.#regions.row(this.#row, this.#across);
  }

  #limited(repeats: number): number {
    if (repeats <= maximumRepeats) return repeats;
    if (!this.#hasCut)
      this.#flow.note('info', 'Values that are repeated more than a thousand times in a row are shown once.');
    this.#hasCut = true;
    return 1;
  }
}

function repeatsOf(value: string | undefined): number {
  return Math.max(1, Math.floor(Number(value ?? 1)) || 1);
}
