import type { XmlAttributes, XmlHandler } from '../../xml/reader.ts';
import type { Archive } from '../../zip/archive.ts';
import { parsePart } from '../package.ts';
import { charactersOf, OpenText } from './text.ts';

const maximumCharts = 500;
const maximumCharacters = 20_000;

/** A chart of OpenDocument: its titles, then the table of numbers that it keeps with it. */
class OpenChart implements XmlHandler {
  readonly #lines: string[] = [];
  #characters = 0;
  #row: string[] | null = null;
  #cell: { text: string; value: string } | null = null;
  #paragraph: OpenText | null = null;

  open(name: string, attributes: XmlAttributes): void {
    if (name === 'table:table-row') this.#row = [];
    else if (name === 'table:table-cell') this.#cell = { text: '', value: attributes['office:value'] ?? '' };
    else if (name === 'text:p') this.#paragraph = new OpenText();
    else this.#paragraph?.insert(charactersOf(name, attributes['text:c']) ?? '');
  }

  close(name: string): void {
    if (name === 'text:p') this.#endParagraph();
    else if (name === 'table:table-cell') {
      if (this.#cell && (this.#row?.length ?? 0) < 1000)
        this.#row?.push(this.#cell.text || shownValue(this.#cell.value));
      this.#cell = null;
    } else if (name === 'table:table-row') {
      this.#add(this.#row?.join(' | ').trim() ?? '');
      this.#row = null;
    }
  }

  text(text: string): void {
    this.#paragraph?.add(text);
  }

  result(): string {
    return this.#lines.join('\n');
  }

  #endParagraph(): void {
    const text = this.#paragraph?.value.trim() ?? '';
    this.#paragraph = null;
    if (this.#cell) this.#cell.text += this.#cell.text ? ` ${text}` : text;
    else this.#add(text);
  }

  #add(line: string): void {
    if (!/[^\s|]/.test(line) || this.#characters > maximumCharacters) return;
    this.#characters += line.length;
    this.#lines.push(line);
  }
}

/** Charts write a number that is missing as one that is none. */
const shownValue = (value: string): string => (/^-?nan$/i.test(value) ? '' : value);

/** The charts in some folders of an archive as text, by folder. */
export async function chartsIn(
  archive: Archive,
  folders: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  for (const folder of folders.slice(0, maximumCharts)) {
    const part = `${folder}/content.xml`;
    if (!archive.has(part)) continue;
    const chart = new OpenChart();
    try {
      await parsePart(archive, part, chart, { signal });
    } catch (thrown) {
      // A damaged chart costs itself: it is counted with the objects that are left out.
      if (signal.aborted) throw thrown;
      continue;
    }
    const text = chart.result();
    if (text) texts.set(folder, text);
  }
  return texts;
}
