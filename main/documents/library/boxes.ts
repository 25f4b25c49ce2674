import type { Box } from '../../../preload/contract/index.ts';
import type { DocumentWord } from '../../store/document-text.ts';

/** Words of one line leave at most this part of their height between them. */
const widestGap = 1.5;
/** Words whose upper edges differ by less than this count as equally high, in points. */
const sameLine = 1;

/** The rectangles of some words in reading order, one for each stretch of a line. */
export function boxesOf(words: readonly DocumentWord[]): Box[] {
  const boxes: Box[] = [];
  for (const { page, x, y, width, height } of words) {
    if (width <= 0 || height <= 0) continue;
    const last = boxes.at(-1);
    if (last && last.page === page && isNext(last, { x, y, width, height })) {
      const right = Math.max(last.x + last.width, x + width);
      const bottom = Math.max(last.y + last.height, y + height);
      last.y = Math.min(last.y, y);
      last.width = right - last.x;
      last.height = bottom - last.y;
    } else boxes.push({ page, x, y, width, height });
  }
  return boxes;
}

/**
 * Where in a page's text its place `y` points from the top is: the first of its words, in reading order, that stands no higher. Below
 * the last word it is the page's end, and on a page without words its start.
 */
export function offsetAt(
  page: { start: number; end: number },
  words: readonly DocumentWord[],
  y: number,
): number {
  if (words.length === 0) return page.start;
  return words.find((word) => word.y >= y - sameLine)?.start ?? page.end;
}

/** True when a word stands right of a box on the same line. */
function isNext(box: Omit<Box, 'page'>, word: Omit<Box, 'page'>): boolean {
  const overlap = Math.min(box.y + box.height, word.y + word.height) - Math.max(box.y, word.y);
  const isSameLine = overlap > 0.5 * Math.min(box.height, word.height);
  const gap = word.x - (box.x + box.width);
  return isSameLine && gap > -word.width && gap < widestGap * Math.max(box.height, word.height);
}
