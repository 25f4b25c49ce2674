/**
 * Where the places of a text are in the same text with other white space, as reading may leave it: by counting the characters
 * that are not white space. Null when those differ.
 */
export function placesIn(given: string, stored: string): ((offset: number) => number) | null {
  const before = new Uint32Array(given.length + 1);
  for (let offset = 0, count = 0; offset < given.length; offset += 1) {
    if (!isSpace(given, offset)) count += 1;
    before[offset + 1] = count;
  }
  const ends = [0];
  for (let offset = 0; offset < stored.length; offset += 1)
    if (!isSpace(stored, offset)) ends.push(offset + 1);
  if (given.replace(/\s+/g, '') !== stored.replace(/\s+/g, '')) return null;
  // A place between two characters is told as the end of the one before it.
  return (offset) => ends[before[offset]!]!;
}

function isSpace(text: string, offset: number): boolean {
  return /\s/.test(text[offset]!);
}
