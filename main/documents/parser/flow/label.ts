const mostCharacters = 60;

/** Whether a merged cell's text is short enough to be a label, which is repeated in the rows that the cell spans. */
export function isLabel(text: string): boolean {
  return text.length <= mostCharacters;
}
