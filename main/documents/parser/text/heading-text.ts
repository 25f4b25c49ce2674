/**
 * What a heading says, without the signs that make it one in its source: `## Results ##` and `Results` underlined with
 * dashes both say `Results`. For headings of formats without such signs the text comes back as it is, on one line.
 */
export function headingText(source: string): string {
  const lines = source.split('\n');
  if (lines.length > 1 && /^\s*([=\-~^"'#*+])\1*\s*$/.test(lines.at(-1)!)) lines.pop();
  return lines
    .join(' ')
    .replace(/^\s{0,3}#{1,6}\s+/, '')
    .replace(/\s+#+\s*$/, '')
    .replace(/\s+/g, ' ')
    .trim();
}
