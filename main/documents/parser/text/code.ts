import type { Parser } from '../interface.ts';
import type { NewBlock } from '../parts.ts';
import type { Line } from './lines.ts';
import { BlockCollector, type BlockScanner } from './scanner.ts';
import { parseTextDocument } from './text-document.ts';

/**
 * Source code as code blocks that begin where an unindented line follows an empty one: between functions, classes and
 * sections in nearly every language.
 */
export class CodeScanner implements BlockScanner {
  readonly #blocks = new BlockCollector();

  line(line: Line): void {
    if (line.isStart && line.text.trim() === '') {
      this.#blocks.blank();
      return;
    }
    const isTopLevel = /^[^\s)\]}]/.test(line.text);
    if (this.#blocks.kind === null || (this.#blocks.blankLines > 0 && isTopLevel && line.isStart))
      this.#blocks.open({ kind: 'code' });
    this.#blocks.add(line);
  }

  end(): void {
    this.#blocks.close();
  }

  take(): NewBlock[] {
    return this.#blocks.take();
  }
}

/** Reads source code, configuration and other text whose line structure must stay as it is. */
export const parseCode: Parser = (request, context) => parseTextDocument(request, context, new CodeScanner());
