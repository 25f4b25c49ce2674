/**
 * Turns work that reports into a sequence: reports as they come, of several that wait only the newest, then the result.
 * Leaving the sequence early aborts the work's signal.
 */
export async function* latestReports<Report, Result>(
  work: (context: { signal: AbortSignal; report: (report: Report) => void }) => Promise<Result>,
  signal: AbortSignal,
): AsyncGenerator<Report | Result> {
  const abort = new AbortController();
  const both = AbortSignal.any([signal, abort.signal]);
  let waiting: Report | undefined;
  let wake = Promise.withResolvers<void>();
  let ended = false;
  const result = work({
    signal: both,
    report: (report) => {
      waiting = report;
      wake.resolve();
    },
  }).finally(() => {
    ended = true;
    wake.resolve();
  });
  result.catch(() => {});
  try {
    while (!ended) {
      await wake.promise;
      wake = Promise.withResolvers();
      if (waiting !== undefined) {
        const report = waiting;
        waiting = undefined;
        yield report;
      }
    }
    yield await result;
  } finally {
    abort.abort();
    // The files are closed and the threads gone before the next request may want the same.
    await result.catch(() => {});
  }
}
