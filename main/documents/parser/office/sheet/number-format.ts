import { format, getFormatFromId, isDateFormat } from 'numfmt';
import type { Archive } from '../../zip/archive.ts';
import { onlyOpen, parsePart } from '../package.ts';

/** Turns the number in a cell into what a person sees there. */
export type CellFormat = (value: number, raw: string) => string;

/** Days between the two epochs that workbooks count dates from: 1 January 1904 and "0 January 1900". */
const days1904 = 1462;

/**
 * Formats that have no look of their own but follow the reader's country; dates are then written so that nobody can
 * mistake the day for the month.
 */
const byCountry: Readonly<Record<number, string>> = {
  14: 'yyyy-mm-dd',
  22: 'yyyy-mm-dd hh:mm',
  ...Object.fromEntries([27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58].map((id) => [id, 'yyyy-mm-dd'])),
  ...Object.fromEntries([32, 33, 34, 35, 55, 56].map((id) => [id, 'hh:mm:ss'])),
};

/**
 * A sign of currency with the country it belongs to (`[$€-407]`). The country says nothing about points and commas, which
 * are the same in all cells of a workbook; taken at its word it would mix 1.234,50 and 1,234.50 in one table.
 */
const currencyCountry = /\[\$([^\]-]+)-[0-9a-f]+\]/gi;

/**
 * Countries whose dates have dots where a format says `/`, which stands for the country's own sign: in German Excel
 * `[$-407]d/ mmmm yyyy` shows “14. März 2025”. German, Czech, Finnish, Norwegian, Polish, Russian and Turkish.
 */
const datesWithDots = /\[\$-(?:0*(?:[48c]07|405|40b|414|415|419|41f))\]/i;

/** The number formats of a workbook by the style index of its cells. */
export class CellFormats {
  readonly #formatIds: readonly number[];
  readonly #codes: ReadonlyMap<number, string>;
  readonly #is1904: boolean;
  readonly #made = new Map<number, CellFormat>();

  constructor(formatIds: readonly number[], codes: ReadonlyMap<number, string>, is1904: boolean) {
    this.#formatIds = formatIds;
    this.#codes = codes;
    this.#is1904 = is1904;
  }

  static async read(
    archive: Archive,
    part: string | null,
    is1904: boolean,
    signal: AbortSignal,
  ): Promise<CellFormats> {
    const formatIds: number[] = [];
    const codes = new Map<number, string>();
    let inCellFormats = false;
    if (part)
      await parsePart(
        archive,
        part,
        onlyOpen((name, attributes) => {
          if (name === 'x:numFmt') codes.set(Number(attributes.numFmtId), attributes.formatCode ?? 'General');
          else if (name === 'x:cellXfs') inCellFormats = true;
          else if (name === 'x:cellStyles' || name === 'x:dxfs') inCellFormats = false;
          else if (name === 'x:xf' && inCellFormats) formatIds.push(Number(attributes.numFmtId) || 0);
        }),
        { signal },
      );
    return new CellFormats(formatIds, codes, is1904);
  }

  /** The format of a style index; the general one when there is no such style. */
  get(style: number): CellFormat {
    const id = this.#formatIds[style] ?? 0;
    const made = this.#made.get(id);
    if (made) return made;
    const code = this.#codes.get(id) ?? byCountry[id] ?? getFormatFromId(id) ?? 'General';
    const cellFormat = formatOf(code, this.#is1904);
    this.#made.set(id, cellFormat);
    return cellFormat;
  }
}

/** A format code of ECMA-376 part 1, section 18.8.31, as a function; a code that makes no sense is read as `General`. */
export function formatOf(code: string, is1904 = false): CellFormat {
  if (/^(general|@|standard)$/i.test(code.trim()) || code.length > 1000) return general;
  let isDate = false;
  let shown = code.replace(currencyCountry, '[$$$1]');
  try {
    format(shown, 1);
    isDate = isDateFormat(shown);
    if (isDate && datesWithDots.test(shown)) shown = shown.replace(/(?<!\\)\//g, '\\.');
  } catch {
    return general;
  }
  // Hours that are counted past the day (`[h]:mm`) are a length of time, which begins nowhere.
  const epoch = isDate && is1904 && !/\[(h+|m+|s+)\]/i.test(code) ? days1904 : 0;
  return (value, raw) => {
    try {
      const text = format(shown, value + epoch).trim();
      // Some formats hide a number (";;;") or do not fit it ("####" for dates before the epoch).
      return text === '' || /^#+$/.test(text) ? general(value, raw) : text;
    } catch {
      return general(value, raw);
    }
  };
}

/** Numbers as they were typed where they are short enough for that, others with the eleven places of a spreadsheet. */
function general(value: number, raw: string): string {
  if (Number.isSafeInteger(value)) return String(value);
  if (!Number.isFinite(value)) return raw;
  // Fifteen digits are what a spreadsheet calculates with; the rest is the noise of binary fractions.
  const typed = String(Number(value.toPrecision(15)));
  if (typed.length <= 14 && !typed.includes('e')) return typed;
  return format('General', value);
}
