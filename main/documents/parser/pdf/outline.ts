import type { PDFDocumentProxy } from './library.ts';

const maximumEntries = 5_000;
const maximumDepth = 6;

/** What remains of a heading when numbering, spaces and case are ignored, so that outline and page can be compared. */
export function outlineKey(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/^(?:chapter|part|appendix|kapitel|anhang|section)?\s*[\divxlc]+(?:\.\d+)*[.:]?\s+/u, '')
    .replace(/[^\p{L}\p{N}]+/gu, '');
}

/** The titles in a document's outline (its bookmarks) with their levels, 1 to 6; empty when it has none. */
export async function outlineLevels(document: PDFDocumentProxy): Promise<ReadonlyMap<string, number>> {
  const levels = new Map<string, number>();
  type Entries = Awaited<ReturnType<PDFDocumentProxy['getOutline']>>;
  let entries = 0;
  const walk = (items: Entries, level: number): void => {
    for (const item of items ?? []) {
      entries += 1;
      if (entries > maximumEntries) return;
      const key = outlineKey(item.title);
      if (key !== '' && !levels.has(key)) levels.set(key, Math.min(level, 6));
      if (level < maximumDepth) walk(item.items, level + 1);
    }
  };
  // A broken outline is no reason not to read the pages.
  walk(await document.getOutline().catch(() => []), 1);
  return levels;
}
