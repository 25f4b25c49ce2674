/** What work is given to say how it goes. */
export interface Reporting<Item> {
  /** Aborted when the reader leaves. */
  readonly signal: AbortSignal;
  /** Says how far it is. Of several reports that wait to be read, only the newest is kept. */
  report(item: Item): void;
  /** Says what must not be lost. */
  emit(item: Item): void;
}

/**
 * Turns work that reports into a sequence that can be read at any pace. Leaving the sequence early aborts the work's signal
 * and waits for it to end, so that its files are closed and its threads gone before anything else wants the same.
 */
export async function* reportsOf<Item>(
  work: (reporting: Reporting<Item>) => Promise<void>,
  signal: AbortSignal,
): AsyncGenerator<Item> {
  const abort = new AbortController();
  const waiting: { item: Item; lasting: boolean }[] = [];
  let wake = Promise.withResolvers<void>();
  let ended = false;
  const add = (item: Item, lasting: boolean): void => {
    if (waiting.at(-1)?.lasting === false) waiting.pop();
    waiting.push({ item, lasting });
    wake.resolve();
  };
  const result = work({
    signal: AbortSignal.any([signal, abort.signal]),
    report: (item) => add(item, false),
    emit: (item) => add(item, true),
  }).finally(() => {
    ended = true;
    wake.resolve();
  });
  result.catch(() => {});
  try {
    while (!ended || waiting.length > 0) {
      await wake.promise;
      wake = Promise.withResolvers();
      for (let next = waiting.shift(); next; next = waiting.shift()) yield next.item;
      if (ended) break;
    }
    await result;
  } finally {
    abort.abort();
    await result.catch(() => {});
  }
}
