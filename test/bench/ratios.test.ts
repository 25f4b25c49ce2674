import { describe, expect, it } from 'vitest';
import { figure, median } from '../../main/bench/figures.ts';
import { asTable } from '../../main/bench/index.ts';
import { ratios } from '../../main/bench/ratios.ts';

const figures = [
  figure('bittern', 'decode', 2048, 'tokens/s', [11, 12, 10]),
  figure('bare', 'decode', 2048, 'tokens/s', [11.2, 11.1, 11.3]),
  figure('defaults', 'decode', 2048, 'tokens/s', [6, 6]),
  figure('bittern', 'prefill', 512, 'tokens/s', [80]),
  figure('against', 'prefill', 512, 'tokens/s', [20]),
  figure('bittern', 'peak memory', 3584, 'bytes', [2.9e9]),
  figure('bittern', 'planned memory', 3584, 'bytes', [2.8e9]),
  figure('bittern', 'cancel', 6000, 'ms', [120, 310, 90]),
];

describe('medians', () => {
  it('are the middle, or between the two in the middle', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
  });
});

describe('ratios', () => {
  const found = ratios(figures);
  const named = (name: string) => found.find((ratio) => ratio.name === name);

  it('compare medians and say what is asked', () => {
    expect(named('decode at 2048 ÷ bare loop')).toMatchObject({ wanted: { atLeast: 0.97 }, met: true });
    expect(named('decode at 2048 ÷ bare loop')?.value).toBeCloseTo(11 / 11.2);
    expect(named('decode at 2048 ÷ library defaults')).toMatchObject({ met: false });
    expect(named('prefill of 512 ÷ other model')).toMatchObject({ value: 4, met: true });
  });

  it('hold a restart against three seconds and its new tokens', () => {
    const restarted = ratios([
      figure('bittern', 'restarted, until the new tokens', 2048, 'ms', [2900, 3100, 2800]),
    ]);
    expect(restarted).toMatchObject([{ value: 2900, wanted: { atMost: 3000 }, met: true }]);
  });

  it('take the worst run where a promise is for every time', () => {
    expect(named('cancel during prefill, ms')).toMatchObject({ value: 310, met: false });
  });

  it('hold the plan against the peak', () => {
    expect(named('peak memory at 3,584 tokens, GB')).toMatchObject({ value: 2.9, met: true });
    expect(named('planned memory at 3584 tokens, off by')).toMatchObject({ met: true });
  });

  it('leave out what was not measured', () => {
    expect(named('decode at 512 ÷ other model')).toBeUndefined();
    expect(named('peak memory at 8,192 tokens, GB')).toBeUndefined();
  });
});

describe('the table', () => {
  it('has a row for each figure and a column for each that was measured', () => {
    const table = asTable([...figures, ...ratios(figures)]);
    expect(table).toContain('| figure | Bittern | bare loop | library defaults | other model |');
    expect(table).toContain('| decode, 2,048 | 11.0 tok/s | 11.2 tok/s | 6.00 tok/s |  |');
    expect(table).toContain('| peak memory, 3,584 | 2.90 GB |  |  |  |');
    expect(table).toContain('| prefill of 512 ÷ other model | 4.00 | ≥ 3.5 | met |');
    expect(table).toContain('| cancel during prefill, ms | 310 | ≤ 300 | missed |');
  });
});
