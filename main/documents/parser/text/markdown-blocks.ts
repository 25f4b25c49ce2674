import type { NewBlock } from '../parts.ts';
import type { Line } from './lines.ts';
import { BlockCollector, type BlockScanner } from './scanner.ts';

// Every expression below is anchored and has no two repetitions that can match the same characters, so that no line
// takes more time than its length.
const atxHeading = /^ {0,3}(#{1,6})(?:[ \t]|$)/;
const setextUnderline = /^ {0,3}(?:(=+)|(-+))[ \t]*$/;
const fenceStart = /^([ \t]*)(`{3,}|~{3,})([^\n]*)$/;
const listItem = /^ {0,3}(?:[-*+]|\d{1,9}[.)])(?:[ \t]|$)/;
const indented = /^(?: {4}|\t)/;
const delimiterRow = /^[ \t|:-]+$/;
const maximumSetextCharacters = 300;

interface Fence {
  readonly sign: string;
  readonly length: number;
}

function openingFence(text: string): Fence | null {
  const found = fenceStart.exec(text);
  if (!found) return null;
  const [, , signs, info] = found as unknown as [string, string, string, string];
  // Backticks after backticks make a code span of one line, not a fence.
  return signs.startsWith('`') && info.includes('`') ? null : { sign: signs[0]!, length: signs.length };
}

function closes(fence: Fence, text: string): boolean {
  const trimmed = text.trim();
  return trimmed.length >= fence.length && trimmed === fence.sign.repeat(trimmed.length);
}

function isThematicBreak(text: string): boolean {
  const signs = text.replace(/[ \t]/g, '');
  return signs.length >= 3 && /^(?:\*+|-+|_+)$/.test(signs);
}

const cells = (row: string): number =>
  row
    .trim()
    .replace(/^\||\|$/g, '')
    .split('|').length;

function isDelimiterRow(text: string, above: string): boolean {
  return (
    delimiterRow.test(text) &&
    text.includes('-') &&
    above.includes('|') &&
    (text.includes('|') || above.trim().startsWith('|')) &&
    cells(text) === cells(above)
  );
}

/**
 * The blocks of a Markdown text with their source as it stands: headings, paragraphs, lists, tables (GitHub's), fenced
 * and indented code, front matter. It works line by line like CommonMark's first phase and leaves out its second, the
 * inline structure, which is what pathological files attack; so its time is proportional to the length of the text.
 */
export class MarkdownScanner implements BlockScanner {
  readonly #blocks = new BlockCollector();
  #fence: Fence | null = null;
  #lineNumber = 0;
  #isFrontMatter = false;

  line(line: Line): void {
    this.#lineNumber += 1;
    if (this.#isFrontMatter) this.#frontMatterLine(line);
    else if (this.#fence) this.#fencedLine(line);
    else if (!line.isStart) this.#blocks.add(line);
    else if (line.text.trim() === '') this.#blankLine();
    else if (this.#lineNumber === 1 && /^---[ \t]*$/.test(line.text)) this.#openFrontMatter(line);
    else if (this.#blocks.kind !== 'list' || !this.#continuesList(line)) this.#startsOrContinues(line);
  }

  #startsOrContinues(line: Line): void {
    const { text } = line;
    const fence = openingFence(text);
    const heading = atxHeading.exec(text);
    if (fence) {
      this.#fence = fence;
      this.#blocks.open({ kind: 'code' });
      this.#blocks.add(line);
    } else if (heading) this.#whole(line, { kind: 'heading', level: heading[1]!.length });
    else if (this.#blocks.kind === 'paragraph' && this.#endsParagraph(line)) return;
    else if (isThematicBreak(text)) this.#whole(line, { kind: 'paragraph' });
    else if (this.#blocks.kind === 'table') this.#blocks.add(line);
    else {
      const kind = listItem.test(text)
        ? 'list'
        : indented.test(text) && this.#blocks.kind !== 'paragraph'
          ? 'code'
          : 'paragraph';
      if (this.#blocks.kind !== kind) this.#blocks.open({ kind });
      this.#blocks.add(line);
    }
  }

  end(): void {
    this.#blocks.close();
  }

  take(): NewBlock[] {
    return this.#blocks.take();
  }

  /** A block of one line. */
  #whole(line: Line, block: Pick<NewBlock, 'kind' | 'level'>): void {
    this.#blocks.open(block);
    this.#blocks.add(line);
    this.#blocks.close();
  }

  #openFrontMatter(line: Line): void {
    this.#isFrontMatter = true;
    this.#blocks.open({ kind: 'code' });
    this.#blocks.add(line);
  }

  #frontMatterLine(line: Line): void {
    if (line.text.trim() === '') {
      this.#blocks.blank();
      return;
    }
    this.#blocks.add(line);
    if (!/^(?:---|\.\.\.)[ \t]*$/.test(line.text)) return;
    this.#blocks.close();
    this.#isFrontMatter = false;
  }

  #fencedLine(line: Line): void {
    if (line.isStart && line.text.trim() === '') {
      this.#blocks.blank();
      return;
    }
    this.#blocks.add(line);
    if (!closes(this.#fence!, line.text)) return;
    this.#fence = null;
    // Within a list the code belongs to its item.
    if (this.#blocks.kind === 'code') this.#blocks.close();
  }

  #blankLine(): void {
    if (this.#blocks.kind === 'paragraph' || this.#blocks.kind === 'table') this.#blocks.close();
    this.#blocks.blank();
  }

  /** Items, indented lines and unmarked lines right after one belong to the open list. */
  #continuesList(line: Line): boolean {
    const { text } = line;
    const isItem = listItem.test(text) && !isThematicBreak(text);
    const isIndented = /^(?: {2}|\t)/.test(text);
    const isLazy = this.#blocks.blankLines === 0 && !atxHeading.test(text) && !openingFence(text);
    if (!isItem && !isIndented && !(isLazy && !isThematicBreak(text))) return false;
    if (isIndented) this.#fence = openingFence(text);
    this.#blocks.add(line);
    return true;
  }

  /** Underlines turn a paragraph into a heading, delimiter rows turn its last line into the head of a table. */
  #endsParagraph(line: Line): boolean {
    const { text } = line;
    const setext = setextUnderline.exec(text);
    if (setext && this.#blocks.text.length <= maximumSetextCharacters && this.#blocks.lines <= 3) {
      const title = this.#takeAll();
      this.#blocks.open({ kind: 'heading', level: setext[1] ? 1 : 2 });
      for (const part of title) this.#blocks.add(part);
      this.#blocks.add(line);
      this.#blocks.close();
      return true;
    }
    if (isDelimiterRow(text, this.#blocks.lastLine)) {
      const head = this.#blocks.takeLastLine()!;
      // A table whose head is empty has no labels.
      this.#blocks.open({ kind: 'table', ...(/[^\s|]/.test(head.text) ? { header: head.text } : {}) });
      this.#blocks.add(head);
      this.#blocks.add(line);
      return true;
    }
    if (!listItem.test(text) || isThematicBreak(text)) return false;
    this.#blocks.open({ kind: 'list' });
    this.#blocks.add(line);
    return true;
  }

  #takeAll(): Line[] {
    const lines: Line[] = [];
    for (let line = this.#blocks.takeLastLine(); line; line = this.#blocks.takeLastLine())
      lines.unshift(line);
    return lines;
  }
}
