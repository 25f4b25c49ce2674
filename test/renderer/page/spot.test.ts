import { describe, expect, it } from 'vitest';
import type { Bittern, PageSummary } from '../../../preload/contract/index.ts';
import { type DrawnPages, spotOnPages } from '../../../renderer/page/page-spot.ts';
import { inBothViews } from '../../../renderer/page/spot.ts';

const gap = 14;
const sizes = Array.from({ length: 5 }, () => ({ width: 500, height: 1000, scale: 0.5 }));
const startOf = (index: number) => gap + index * (500 + gap);
const drawn = (marked: DrawnPages['marked'] = null): DrawnPages => ({
  sizes,
  startOf,
  indexAt: (top) => Math.max(0, Math.min(4, Math.floor((top - gap) / (500 + gap)))),
  marked,
});
const seen = (scrollTop: number) => ({ scrollTop, clientHeight: 600, scrollHeight: startOf(5) });

describe('where somebody reads on drawn pages', () => {
  it('is the beginning before they have moved', () => {
    expect(spotOnPages(seen(0), drawn())).toEqual({ offset: 0, below: 0 });
  });

  it('is the page that begins in the upper part of what they see', () => {
    expect(spotOnPages(seen(startOf(2) - 6), drawn())).toEqual({ page: 3, y: 0, below: 6 });
    expect(spotOnPages(seen(startOf(2) - 180), drawn())).toEqual({ page: 3, y: 0, below: 180 });
  });

  it('is the height at the edge, in points, where no page begins', () => {
    expect(spotOnPages(seen(startOf(2) + 88), drawn())).toEqual({ page: 3, y: 200, below: 12 });
  });

  it('is the last page at the very end', () => {
    expect(spotOnPages(seen(startOf(5) - 600), drawn())).toMatchObject({ page: 5, y: 0 });
  });

  it('is left to the marked words while those are in view', () => {
    expect(spotOnPages(seen(startOf(2)), drawn({ page: 3, y: 100 }))).toBeNull();
    expect(spotOnPages(seen(startOf(3)), drawn({ page: 3, y: 100 }))).not.toBeNull();
  });
});

describe('a spot in both views', () => {
  const pages = [0, 1000, 1000, 2000].map((start, index) => ({
    number: index + 1,
    start,
    end: [1000, 1000, 2000, 3000][index],
    height: 842,
  })) as PageSummary[];
  const asked: unknown[] = [];
  const bittern = (boxes: unknown[]) =>
    ({
      call: async (name: string, input: object) => {
        asked.push([name, input]);
        return name === 'document.boxes' ? { boxes } : { offset: 1234 };
      },
    }) as unknown as Pick<Bittern, 'call'>;
  const inBoth = (spot: Parameters<typeof inBothViews>[3], boxes: unknown[] = []) =>
    inBothViews(bittern(boxes), 'doc_0000000000', pages, spot);

  it('is the beginning of the page where a page begins, empty ones too, and nothing is asked for that', async () => {
    expect(await inBoth({ page: 2, y: 0, below: 5 })).toEqual({ page: 2, y: 0, offset: 1000, below: 5 });
    expect(await inBoth({ offset: 2000, below: 5 })).toEqual({ page: 4, y: 0, offset: 2000, below: 5 });
    expect(asked).toEqual([]);
  });

  it('is where the program says that its words are', async () => {
    expect(await inBoth({ page: 3, y: 200, below: 12 })).toMatchObject({ page: 3, y: 200, offset: 1234 });
    expect(await inBoth({ offset: 1500, below: 12 }, [{ page: 3, y: 321 }])).toMatchObject({
      page: 3,
      y: 321,
    });
  });

  it('is about as far down the page as in its text where no word has a place', async () => {
    expect(await inBoth({ offset: 1500, below: 12 })).toMatchObject({ page: 3, y: 421 });
  });
});
