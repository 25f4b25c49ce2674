/** Where the name stands in the description of a font (MS-DOC, FFN), behind its weight, its shapes and its signature. */
const nameAt = 39;

/** The names of a document's fonts (MS-DOC, SttbfFfn), by which its characters refer to them. What is cut off ends the list. */
export function fontNames(
  table: Uint8Array,
  { offset, length }: { offset: number; length: number },
): string[] {
  const fonts = table.subarray(offset, offset + length);
  const names: string[] = [];
  if (fonts.length < 4) return names;
  const count = fonts[0]! + 256 * fonts[1]!;
  for (let at = 4; names.length < count && at < fonts.length; at += 1 + fonts[at]!) {
    const name = fonts.subarray(at + 1 + nameAt, at + 1 + fonts[at]!);
    names.push(new TextDecoder('utf-16le').decode(name).split('\0', 1)[0]!);
  }
  return names;
}
