import { FormulaText } from '../../flow/formula.ts';
import type { XmlHandler } from '../../xml/reader.ts';
import type { Archive } from '../../zip/archive.ts';
import { parsePart } from '../package.ts';

/** Formulas are objects with a folder of their own in the archive; a document with more keeps the rest as objects. */
const maximumFormulas = 5_000;

/** Puts a formula of MathML together from the elements of a document; other elements are not for it. */
export class OpenFormula {
  readonly #formula = new FormulaText();
  #skip = 0;

  /** True when the element is part of a formula. */
  open(name: string): boolean {
    if (!this.#formula.isOpen && name !== 'math:math') return false;
    // The formula once more, in the language of the program that wrote it.
    if (this.#skip > 0 || name.startsWith('math:annotation')) this.#skip += 1;
    else this.#formula.open(name.slice(name.indexOf(':') + 1));
    return true;
  }

  /** The formula's text with its last element, null within it; undefined when the element is not part of a formula. */
  close(): string | null | undefined {
    if (!this.#formula.isOpen) return undefined;
    if (this.#skip === 0) return this.#formula.close();
    this.#skip -= 1;
    return null;
  }

  /** True when the text is part of a formula. */
  text(text: string): boolean {
    if (this.#formula.isOpen && this.#skip === 0) this.#formula.text(text.trim());
    return this.#formula.isOpen;
  }
}

/** The formulas in some folders of an archive as text, by folder. */
export async function formulasIn(
  archive: Archive,
  folders: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  for (const folder of folders.slice(0, maximumFormulas)) {
    const part = `${folder}/content.xml`;
    if (!archive.has(part)) continue;
    const formula = new OpenFormula();
    const handler: XmlHandler = {
      open: (name) => {
        formula.open(name);
      },
      close: () => {
        const text = formula.close();
        if (text) texts.set(folder, text);
      },
      text: (text) => {
        formula.text(text);
      },
    };
    try {
      await parsePart(archive, part, handler, { signal, definitions: 'ignore' });
    } catch (thrown) {
      // A damaged formula costs itself: it is counted with the objects that are left out.
      if (signal.aborted) throw thrown;
    }
  }
  return texts;
}

/** A folder as the list of parts and the references to it both name it: `./Object 1` and `Object 1/` are the same. */
export const folderName = (reference: string): string => reference.replace(/^\.\//, '').replace(/\/+$/, '');
