import type { PageSummary } from '../../preload/contract/index.ts';

/** Pages as people write them: "3, 7–9, 12", shortened when there are very many. */
export function pageList(pages: readonly number[], most = 30): string {
  const runs: [number, number][] = [];
  for (const page of [...pages].sort((a, b) => a - b)) {
    const last = runs.at(-1);
    if (last && page === last[1] + 1) last[1] = page;
    else if (!last || page > last[1]) runs.push([page, page]);
  }
  const written = runs.slice(0, most).map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`));
  return `${written.join(', ')}${runs.length > most ? '…' : ''}`;
}

/** Neighbouring pages of one kind together, with their share of all pages. */
export function pageStrip(
  pages: readonly Pick<PageSummary, 'number' | 'kind'>[],
): { kind: PageSummary['kind']; share: number; from: number }[] {
  const strip: { kind: PageSummary['kind']; share: number; from: number }[] = [];
  for (const { kind, number } of pages) {
    const last = strip.at(-1);
    if (last?.kind === kind) last.share += 1 / pages.length;
    else strip.push({ kind, share: 1 / pages.length, from: number });
  }
  return strip;
}
