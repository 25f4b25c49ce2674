export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}
/** What a report of vitest's JSON reporter counts. */
export function countsOf(
  report: {
    numPassedTests: number;
    numFailedTests: number;
    numPendingTests: number;
    numTodoTests?: number;
    success: boolean;
  },
  exitCode: number,
): Counts;
/** The last line of a run. */
export function total(results: readonly Counts[]): string;
