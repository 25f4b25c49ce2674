import { describe, expect, it } from 'vitest';
import { pageSizes } from '../../../renderer/page/page-sizes.ts';

const upright = { width: 595, height: 842 };
const onItsSide = { width: 842, height: 595 };
const widthsOf = (...arguments_: Parameters<typeof pageSizes>) =>
  pageSizes(...arguments_).map(({ width, scale }) => Math.round(width * scale));

describe('the pages of a PDF', () => {
  it('fill the panel, whichever of them lie on their side', () => {
    expect(widthsOf([upright, upright, onItsSide, upright], 532, 1)).toEqual([500, 500, 500, 500]);
    expect(widthsOf([upright, onItsSide], 532, 1)).toEqual([500, 500]);
    expect(widthsOf([upright, { width: 2000, height: 700 }, upright], 532, 1)).toEqual([500, 500, 500]);
  });

  it('keep their proportions where some are narrower than most', () => {
    expect(widthsOf([upright, { width: 297.5, height: 421 }, upright], 532, 1)).toEqual([500, 250, 500]);
    expect(widthsOf([onItsSide, onItsSide, upright], 532, 1)).toEqual([500, 500, 353]);
  });

  it('grow together when they are drawn larger', () => {
    expect(widthsOf([upright, onItsSide, upright], 532, 1.5)).toEqual([750, 750, 750]);
  });

  it('are not drawn larger than life in a wide panel, nor smaller than can be seen in a narrow one', () => {
    expect(widthsOf([upright, onItsSide, upright], 2000, 1)).toEqual([952, 1347, 952]);
    expect(widthsOf([upright], 100, 1)).toEqual([240]);
  });

  it('have the size of a usual page where theirs is not known', () => {
    expect(pageSizes([{ width: null, height: null }], 627, 1)).toEqual([{ ...upright, scale: 1 }]);
    expect(pageSizes([], 627, 1)).toEqual([]);
  });
});
