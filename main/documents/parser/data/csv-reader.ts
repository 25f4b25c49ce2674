/**
 * A quoted field that has not ended after this many characters never will: the quotation mark belongs to the text (5" disk).
 * Without this limit one stray mark would swallow the rest of the file.
 */
const maximumQuoted = 1 << 20;
/** A line of this length is no row that anybody made: it is read as several. */
const maximumLine = 1 << 20;

/** Splits delimited text (RFC 4180 and what programs make of it) into rows, whatever pieces the text comes in. */
export class CsvReader {
  readonly #delimiter: string;
  readonly #lineEnd: string;
  #rest = '';
  /** Rows in which a quotation mark never ended and was taken as text. */
  strayQuotes = 0;

  /** `lineEnd`: `\r` for files of old Macintosh programs, else `\n` (which also ends lines that end with both). */
  constructor(delimiter: string, lineEnd = '\n') {
    this.#delimiter = delimiter;
    this.#lineEnd = lineEnd;
  }

  /** Adds text; gives the rows that have ended. */
  write(text: string): string[][] {
    this.#rest += text;
    return this.#rows(false);
  }

  /** Gives the last rows. */
  end(): string[][] {
    return this.#rows(true);
  }

  #rows(isLast: boolean): string[][] {
    const text = this.#rest;
    const rows: string[][] = [];
    let start = 0;
    while (start < text.length) {
      let lineEnd = text.indexOf(this.#lineEnd, start);
      if (lineEnd < 0) {
        if (!isLast && text.length - start < maximumLine) break;
        lineEnd = text.length;
      }
      if (lineEnd - start > maximumLine) lineEnd = this.#cutLine(text, start);
      const line = text.slice(start, lineEnd);
      if (!line.includes('"')) {
        rows.push(withoutReturn(line).split(this.#delimiter));
        start = lineEnd + 1;
        continue;
      }
      const row = this.#quotedRow(text, start, isLast);
      if (row) {
        rows.push(row.cells);
        start = row.end;
      } else if (!isLast && text.length - start < maximumQuoted) break;
      else {
        this.strayQuotes += 1;
        rows.push(withoutReturn(line).split(this.#delimiter));
        start = lineEnd + 1;
      }
    }
    this.#rest = text.slice(start);
    return rows;
  }

  #cutLine(text: string, start: number): number {
    const delimiter = text.lastIndexOf(this.#delimiter, start + maximumLine);
    return delimiter > start ? delimiter : start + maximumLine;
  }

  /** A row with quoted fields from `start`; null when the text ends within quotation marks. */
  #quotedRow(text: string, start: number, isLast: boolean): { cells: string[]; end: number } | null {
    const cells: string[] = [];
    let at = start;
    for (;;) {
      let cell = '';
      if (text[at] === '"') {
        const closing = closingQuote(text, at + 1, this.#delimiter);
        if (closing < 0 || closing - start > maximumQuoted) return null;
        cell = text
          .slice(at + 1, closing)
          .replaceAll('""', '"')
          .replaceAll('\\"', '"');
        at = closing + 1;
      }
      // What follows a closing mark up to the delimiter belongs to the field, too.
      let end = at;
      while (end < text.length && text[end] !== this.#delimiter && text[end] !== this.#lineEnd) end += 1;
      if (end === text.length && !isLast) return null;
      cells.push(cell + withoutReturn(text.slice(at, end)));
      if (text[end] !== this.#delimiter) return { cells, end: end + 1 };
      at = end + 1;
    }
  }
}

/** Where a quoted field ends: at a mark that is neither doubled nor escaped before more text. */
function closingQuote(text: string, from: number, delimiter: string): number {
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 1)) {
    const next = text[at + 1];
    if (next === '"') {
      at += 1;
      continue;
    }
    const isEscaped = text[at - 1] === '\\' && text[at - 2] !== '\\';
    if (isEscaped && next !== undefined && next !== delimiter && next !== '\n' && next !== '\r') continue;
    return at;
  }
  return -1;
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
