import type { Parser } from '../interface.ts';
import type { NewBlock } from '../parts.ts';
import type { Line } from './lines.ts';
import { BlockCollector, type BlockScanner } from './scanner.ts';
import { parseTextDocument } from './text-document.ts';

const maximumHeadingCharacters = 120;
/** "3.2 Results", "IV. Methods", "Chapter 7: …", "Appendix B": what stands alone on its line as a heading. */
const numberedHeading = /^(?:\d{1,3}(?:\.\d{1,3}){0,5}\.?|[IVXLC]{1,6}\.)[ \t]+\p{L}/u;
const namedHeading =
  /^(?:chapter|part|section|appendix|annex|kapitel|teil|anhang|chapitre|partie|annexe|cap[ií]tulo)[ \t]+(?:\d{1,3}|[IVXLC]{1,6}|[A-Z])\b/i;
const underline = /^([=\-~^"'#*+])\1{2,}[ \t]*$/;
/** Underlines in the order in which most authors use them, outermost first. */
const underlineLevels = '=-~^"\'#*+';

function headingLevel(text: string): number | null {
  if (text.length > maximumHeadingCharacters || /[.,;:!?][ \t]*$/.test(text)) return null;
  if (namedHeading.test(text)) return 1;
  if (!numberedHeading.test(text)) return null;
  return Math.min(6, text.split(/[ \t]/, 1)[0]!.replace(/\.$/, '').split('.').length);
}

/**
 * Plain text as paragraphs between empty lines. A line of its own that is numbered or named as chapters are, or that is
 * underlined with signs, is a heading.
 */
export class PlainTextScanner implements BlockScanner {
  readonly #blocks = new BlockCollector();

  line(line: Line): void {
    if (line.isStart && line.text.trim() === '') {
      this.#endParagraph();
      this.#blocks.blank();
      return;
    }
    const mark = underline.exec(line.text)?.[1];
    const title = this.#blocks.text;
    if (mark && this.#blocks.lines === 1 && isUnderlineOf(line.text, title)) {
      const first = this.#blocks.takeLastLine()!;
      this.#blocks.open({ kind: 'heading', level: Math.min(6, underlineLevels.indexOf(mark) + 1) });
      this.#blocks.add(first);
      this.#blocks.add(line);
      this.#blocks.close();
      return;
    }
    this.#blocks.add(line);
  }

  /** A paragraph of a single line may turn out to be a heading. */
  #endParagraph(): void {
    const level = this.#blocks.lines === 1 ? headingLevel(this.#blocks.text.trim()) : null;
    if (level !== null) {
      const title = this.#blocks.takeLastLine()!;
      this.#blocks.open({ kind: 'heading', level });
      this.#blocks.add(title);
    }
    this.#blocks.close();
  }

  end(): void {
    this.#endParagraph();
  }

  take(): NewBlock[] {
    return this.#blocks.take();
  }
}

function isUnderlineOf(line: string, title: string): boolean {
  const length = line.trimEnd().length;
  const titleLength = title.trim().length;
  return titleLength <= maximumHeadingCharacters && length >= titleLength * 0.8 && length <= titleLength + 12;
}

/** Reads plain text of any size and encoding. */
export const parsePlainText: Parser = (request, context) =>
  parseTextDocument(request, context, new PlainTextScanner());
