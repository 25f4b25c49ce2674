import { describe, expect, it } from 'vitest';
import { countsOf, total } from '../../scripts/test.mjs';

const report = { numPassedTests: 40, numFailedTests: 0, numPendingTests: 2, numTodoTests: 1, success: true };

describe('counting tests', () => {
  it('takes passed, failed and skipped from the report', () => {
    expect(countsOf(report, 0)).toEqual({ passed: 40, failed: 0, skipped: 3 });
    expect(countsOf({ ...report, numFailedTests: 2, success: false }, 1)).toEqual({
      passed: 40,
      failed: 2,
      skipped: 3,
    });
  });

  it('sees a failure beside the tests, such as a file that could not be loaded', () => {
    expect(countsOf(report, 1).failed).toBe(1);
    expect(countsOf({ ...report, success: false }, 0).failed).toBe(1);
  });

  it('ends in one line', () => {
    const counts = { passed: 40, failed: 1, skipped: 0 };
    expect(total([counts, { passed: 2, failed: 0, skipped: 0 }])).toBe('42 passed, 1 failed');
    expect(total([counts, { passed: 0, failed: 0, skipped: 3 }])).toBe('40 passed, 1 failed, 3 skipped');
  });
});
