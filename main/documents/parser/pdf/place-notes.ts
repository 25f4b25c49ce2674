import type { PageNote } from './annotations.ts';
import { type PageBox, toPageBox } from './frames.ts';
import type { PlacedBlock } from './page-text.ts';

/** Blocks of a page with its notes among them, each after the block that it is stuck to or nearest to. */
export function withNotes(blocks: readonly PlacedBlock[], notes: readonly PageNote[]): PlacedBlock[] {
  if (notes.length === 0) return [...blocks];
  const boxes = blocks.map(boxOf);
  const after = new Map<number, PlacedBlock[]>();
  for (const note of notes) {
    let nearest = -1;
    let least = Infinity;
    boxes.forEach((box, index) => {
      const distance = box ? distanceBetween(box, note.box) : Infinity;
      if (distance < least) [nearest, least] = [index, distance];
    });
    const placed = after.get(nearest);
    if (placed) placed.push(noteBlock(note));
    else after.set(nearest, [noteBlock(note)]);
  }
  return [
    ...blocks.flatMap((block, index) => [block, ...(after.get(index) ?? [])]),
    // On a page without text.
    ...(after.get(-1) ?? []),
  ];
}

/** The rectangle around a block on the page; null for one without geometry. */
function boxOf({ line, angle }: PlacedBlock): PageBox | null {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { span } of line.pieces) {
    const box = toPageBox(angle, span.x0, span.x1, span.top, span.bottom);
    left = Math.min(left, box.x);
    top = Math.min(top, box.y);
    right = Math.max(right, box.x + box.width);
    bottom = Math.max(bottom, box.y + box.height);
  }
  return left < right ? { x: left, y: top, width: right - left, height: bottom - top } : null;
}

/** How far a note's beginning is from a block; nothing where it stands on it. What is above or below counts more than what is beside. */
function distanceBetween(block: PageBox, note: PageBox): number {
  const outside = (from: number, length: number, at: number): number =>
    Math.max(0, from - at, at - (from + length));
  // Marks over several lines belong to the paragraph they begin in.
  const y = note.y + Math.min(note.height / 2, 6);
  return outside(block.x, block.width, note.x + note.width / 2) + 3 * outside(block.y, block.height, y);
}

/** The note's words are shown where the note is stuck. */
function noteBlock({ text, box }: PageNote): PlacedBlock {
  const span = {
    text,
    x0: box.x,
    x1: box.x + box.width,
    top: box.y,
    bottom: box.y + box.height,
    baseline: box.y + box.height,
    size: box.height,
    font: 'note',
    isMonospace: false,
    isRightToLeft: false,
    order: 0,
    hasSpaceBefore: true,
  };
  return {
    kind: 'paragraph',
    level: null,
    line: { text, pieces: [{ start: 0, end: text.length, span }] },
    size: box.height,
    angle: 0,
  };
}
