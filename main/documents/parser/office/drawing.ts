import type { XmlHandler } from '../xml/reader.ts';
import type { Archive } from '../zip/archive.ts';
import type { Relationships } from './package.ts';
import { parsePart } from './package.ts';

const maximumGraphics = 500;
const maximumCharacters = 20_000;

/**
 * The words in the charts and diagrams that a part refers to, by the id of the reference: what a reader of the page sees in
 * them, as far as it is text. Shapes and colours are not described.
 */
export async function graphicsOf(
  archive: Archive,
  relationships: Relationships,
  signal: AbortSignal,
): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  for (const { id, type, target, isExternal } of relationships.values()) {
    if (isExternal || (type !== 'chart' && type !== 'diagramData')) continue;
    if (texts.size >= maximumGraphics || !archive.has(target)) continue;
    const reader = type === 'chart' ? new ChartReader() : new DiagramReader();
    await parsePart(archive, target, reader, { signal });
    const text = reader.result().slice(0, maximumCharacters);
    if (text) texts.set(id, text);
  }
  return texts;
}

/** SmartArt: each shape's paragraphs in a line. */
class DiagramReader implements XmlHandler {
  readonly #lines: string[] = [];
  #line = '';
  #isText = false;

  open(name: string): void {
    this.#isText = name === 'a:t';
  }

  close(name: string): void {
    this.#isText = false;
    if (name === 'a:p' && this.#line) this.#line += ' ';
    if (name !== 'dgm:pt') return;
    if (this.#line.trim()) this.#lines.push(this.#line.trim());
    this.#line = '';
  }

  text(text: string): void {
    if (this.#isText && this.#line.length < maximumCharacters) this.#line += text;
  }

  result(): string {
    return this.#lines.join('\n');
  }
}

interface Series {
  name: string;
  categories: string[];
  values: string[];
}

/** A chart: its titles, then a table of its categories and series as they were when the file was saved. */
class ChartReader implements XmlHandler {
  readonly #titles: string[] = [];
  readonly #series: Series[] = [];
  readonly #open: string[] = [];
  #text = '';

  open(name: string): void {
    this.#open.push(name);
    if (name === 'c:ser') this.#series.push({ name: '', categories: [], values: [] });
    if (name === 'c:title' || name === 'c:v') this.#text = '';
  }

  close(name: string): void {
    this.#open.pop();
    if (name === 'c:title' && this.#text.trim()) this.#titles.push(this.#text.trim());
    if (name === 'a:p') this.#text += ' ';
    if (name !== 'c:v') return;
    const series = this.#series.at(-1);
    const value = this.#text.trim();
    if (!series || series.values.length > 1000 || series.categories.length > 1000) return;
    if (this.#open.includes('c:cat') || this.#open.includes('c:xVal')) series.categories.push(value);
    else if (this.#open.includes('c:val') || this.#open.includes('c:yVal')) series.values.push(value);
    else if (this.#open.includes('c:tx')) series.name = value;
  }

  text(text: string): void {
    const inside = this.#open.at(-1);
    if (inside === 'c:v' || (inside === 'a:t' && this.#open.includes('c:title'))) this.#text += text;
  }

  result(): string {
    const lines = [...this.#titles];
    const categories = this.#series.find((series) => series.categories.length > 0)?.categories ?? [];
    const shown = this.#series.filter((series) => series.values.length > 0);
    if (shown.length > 0) {
      lines.push(['', ...shown.map((series) => series.name)].join(' | ').trim());
      const rows = Math.max(...shown.map((series) => series.values.length));
      for (let row = 0; row < rows; row++)
        lines.push([categories[row] ?? '', ...shown.map((series) => short(series.values[row]))].join(' | '));
    }
    return lines.filter((line) => line !== '' && line !== '|').join('\n');
  }
}

/** A number without the noise of binary fractions. */
function short(value: string | undefined): string {
  if (!value) return '';
  const number = Number(value);
  return Number.isFinite(number) && value.length > 12 ? String(Number(number.toPrecision(12))) : value;
}
