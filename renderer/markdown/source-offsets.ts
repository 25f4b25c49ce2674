const asciiPunctuation = /[!-/:-@[-`{-~]/;
const characterReference = /^&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});/;

/**
 * Where an offset in Markdown source falls in the text that the source stands for: escapes, character references and
 * the prefixes of continued lines make the two differ.
 *
 * @param source the slice of Markdown that a text node was made from
 * @param value the node's text
 * @param offset UTF-16 offset in `source`
 * @returns UTF-16 offset in `value`
 */
export function offsetInText(source: string, value: string, offset: number): number {
  if (source === value) return Math.min(offset, value.length);
  let at = 0;
  let inText = 0;
  while (at < offset && inText < value.length) {
    const reference =
      source[at] === '&' ? characterReference.exec(source.slice(at, at + 40))?.[0] : undefined;
    if (reference && value.slice(inText, inText + reference.length) !== reference) {
      at += reference.length;
      inText += value.codePointAt(inText)! > 0xffff ? 2 : 1;
    } else if (source[at] === '\\' && asciiPunctuation.test(source[at + 1] ?? '')) {
      at += 2;
      inText += 1;
    } else {
      // What stands only in the source is the indentation or the quote mark of a continued line.
      if (source[at] === value[inText]) inText += 1;
      at += 1;
    }
  }
  return inText;
}
