/** A stretch of a document's characters, counted over all stories. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** One of the texts that a document consists of, by its place among all characters. */
export interface Story {
  readonly start: number;
  readonly length: number;
}

/** A place in the text that a note or a comment is for. */
export interface Reference extends Stretch {
  readonly kind: 'note' | 'comment';
}

/** Where a list lies in the table stream. */
interface Place {
  readonly offset: number;
  readonly length: number;
}

/** A document with more notes than this was made to have them. */
const mostNotes = 100_000;

/**
 * Adds the notes of one kind to `references`, by the place of the character that refers to them. `at` lists these places
 * (MS-DOC 2.8.6 and its neighbours) with `dataBytes` for each, `texts` where the texts begin and end in their story, which
 * begins with character `start` and has `length`. False when there are none.
 */
export function addReferences(
  table: Uint8Array,
  { at, dataBytes, texts }: { at: Place; dataBytes: number; texts: Place },
  story: Story & { kind: Reference['kind'] },
  references: Map<number, Reference>,
): boolean {
  const count = Math.min(mostNotes, Math.floor((at.length - 4) / (4 + dataBytes)));
  const bounds = boundsIn(table, texts, story);
  if (count < 1 || bounds.length <= count) return false;
  const places = numbersIn(table, at.offset, count);
  for (const [index, place] of places.entries())
    references.set(place, { kind: story.kind, from: bounds[index]!, to: bounds[index + 1]! });
  return true;
}

/**
 * The stretches of the headers and footers (MS-DOC 2.8.22): after six separators of notes there are six for each section, for
 * even pages, odd pages and the first one, headers before footers but for the first page.
 */
export function marginsIn(
  table: Uint8Array,
  place: Place,
  story: Story,
): Record<'headers' | 'footers', Stretch[]> {
  const margins = { headers: [] as Stretch[], footers: [] as Stretch[] };
  const bounds = boundsIn(table, place, story);
  // What begins with the last bound is the end of the story.
  for (let index = 6; index + 2 < bounds.length; index++) {
    const isHeader = [0, 1, 4].includes(index % 6);
    margins[isHeader ? 'headers' : 'footers'].push({ from: bounds[index]!, to: bounds[index + 1]! });
  }
  if (bounds.length < 8) margins.headers.push({ from: story.start, to: story.start + story.length });
  return margins;
}

/** The characters at which the parts of a story begin, as long as one is behind the other and within the story. */
function boundsIn(table: Uint8Array, { offset, length }: Place, story: Story): number[] {
  const bounds: number[] = [];
  let last = 0;
  for (const bound of numbersIn(table, offset, Math.min(mostNotes, Math.floor(length / 4)))) {
    if (bound < last || bound > story.length) break;
    bounds.push(story.start + bound);
    last = bound;
  }
  return bounds;
}

function numbersIn(table: Uint8Array, offset: number, count: number): number[] {
  const view = new DataView(table.buffer, table.byteOffset, table.byteLength);
  const whole = Math.min(count, Math.max(0, Math.floor((table.length - offset) / 4)));
  return Array.from({ length: whole }, (_, index) => view.getUint32(offset + 4 * index, true));
}
