import type { XmlAttributes, XmlHandler } from '../../xml/reader.ts';
import { MergedLabels } from './merged.ts';
import type { Merges } from './merges.ts';
import type { CellFormats } from './number-format.ts';
import type { SheetRegions } from './region.ts';
import { type StringPool, unescapeCell } from './strings.ts';

/** The widest sheet that Excel knows: columns A to XFD. */
const maximumColumns = 16_384;
/** A cell of Excel holds 32,767 characters. */
const maximumCellCharacters = 1 << 20;

/** What was met in a sheet and is not what it seems. */
export interface SheetCounts {
  /** Cells with a formula whose result was not saved. */
  uncomputed: number;
  /** Rows and columns that a person does not see. */
  hidden: number;
}

/** Reads a worksheet's rows: what stands in the cells as people see it, formulas by the results saved with them. */
export class WorksheetReader implements XmlHandler {
  readonly counts: SheetCounts = { uncomputed: 0, hidden: 0 };
  readonly #strings: StringPool;
  readonly #formats: CellFormats;
  readonly #regions: SheetRegions;
  readonly #merges: Merges;
  readonly #labels = new MergedLabels();
  #row = new Map<number, string>();
  #lastRow = 0;
  #column = -1;
  #type = 'n';
  #style = 0;
  #value = '';
  #formula = '';
  #reading: 'value' | 'formula' | 'inline' | null = null;
  #isGuide = false;

  constructor(strings: StringPool, formats: CellFormats, regions: SheetRegions, merges: Merges) {
    this.#strings = strings;
    this.#formats = formats;
    this.#regions = regions;
    this.#merges = merges;
  }

  open(name: string, attributes: XmlAttributes): void {
    switch (name) {
      case 'x:row': {
        const number = Number(attributes.r) || this.#lastRow + 1;
        if (number > this.#lastRow + 1) {
          this.#regions.gap();
          this.#labels.pass(number - this.#lastRow - 1);
        }
        if (isOn(attributes.hidden)) this.counts.hidden += 1;
        this.#lastRow = number;
        this.#row = new Map();
        this.#column = -1;
        break;
      }
      case 'x:col':
        if (isOn(attributes.hidden)) this.counts.hidden += 1;
        break;
      case 'x:c':
        this.#column = columnOf(attributes.r) ?? this.#column + 1;
        this.#type = attributes.t ?? 'n';
        this.#style = Number(attributes.s) || 0;
        this.#value = '';
        this.#formula = '';
        break;
      case 'x:v':
        this.#reading = 'value';
        break;
      case 'x:f':
        this.#reading = 'formula';
        break;
      case 'x:t':
        this.#reading = this.#isGuide ? null : 'inline';
        break;
      case 'x:rPh':
        this.#isGuide = true;
        break;
    }
  }

  close(name: string): void {
    this.#reading = null;
    if (name === 'x:rPh') this.#isGuide = false;
    else if (name === 'x:row') this.#endRow();
    else if (name === 'x:c') this.#endCell();
  }

  text(text: string): void {
    if (this.#reading === null) return;
    if (this.#reading === 'formula') {
      if (this.#formula.length < 1000) this.#formula += text;
    } else if (this.#value.length < maximumCellCharacters) this.#value += text;
  }

  #endRow(): void {
    this.#labels.complete(this.#row);
    const across = new Map<number, number>();
    for (const { column, rows, columns } of this.#merges.get(this.#lastRow) ?? [])
      if (columns > 0) across.set(column, column + columns);
      else this.#labels.begin(column, rows, this.#row.get(column) ?? '');
    this.#regions.row(this.#row, across);
  }

  #endCell(): void {
    if (this.#column >= maximumColumns) return;
    const text = this.#shown();
    if (text.trim() !== '') this.#row.set(this.#column, text);
  }

  #shown(): string {
    const raw = this.#value;
    if (raw === '') {
      if (this.#formula === '') return '';
      this.counts.uncomputed += 1;
      return `=${this.#formula}`;
    }
    switch (this.#type) {
      case 's':
        return this.#strings.get(Number(raw));
      case 'b':
        return raw.trim() === '1' || raw.trim() === 'true' ? 'TRUE' : 'FALSE';
      case 'n': {
        const number = Number(raw);
        return Number.isNaN(number) ? raw : this.#formats.get(this.#style)(number, raw);
      }
      case 'd':
        return raw.replace(/T00:00:00(\.0+)?Z?$/, '').replace('T', ' ');
      default:
        return unescapeCell(raw);
    }
  }
}

const isOn = (value: string | undefined): boolean => value === '1' || value === 'true';

/** The column of a cell's address ("AB12" is 27), counted from 0; null without an address. */
export function columnOf(address: string | undefined): number | null {
  if (!address) return null;
  let column = 0;
  let index = 0;
  for (; index < address.length && index < 4; index++) {
    const letter = address.charCodeAt(index) & 0xdf;
    if (letter < 0x41 || letter > 0x5a) break;
    column = column * 26 + letter - 0x40;
  }
  return index === 0 ? null : column - 1;
}
