/**
 * Passes a stream on and watches how long the process behind it says nothing while somebody waits for it. A reader that takes
 * its time does not count. `onSilence` may answer true to wait once more; otherwise the stream ends with its error.
 */
export async function* withinPatience<T>(
  stream: AsyncGenerator<T, void, undefined>,
  ms: number,
  onSilence: () => boolean | Promise<Error>,
): AsyncGenerator<T, void, undefined> {
  try {
    for (;;) {
      const next = await nextWithin(stream.next(), ms, onSilence);
      if (next.done) return;
      yield next.value;
    }
  } finally {
    // Not awaited: the process may be beyond answering, and the stream ends with it.
    void stream.return().catch(() => {});
  }
}

async function nextWithin<T>(
  next: Promise<IteratorResult<T, void>>,
  ms: number,
  onSilence: () => boolean | Promise<Error>,
): Promise<IteratorResult<T, void>> {
  next.catch(() => {});
  for (;;) {
    const { promise: silence, resolve } = Promise.withResolvers<'silence'>();
    const timer = setTimeout(() => resolve('silence'), ms);
    try {
      const first = await Promise.race([next, silence]);
      if (first !== 'silence') return first;
    } finally {
      clearTimeout(timer);
    }
    const verdict = onSilence();
    if (verdict !== true && verdict !== false) throw await verdict;
    if (!verdict) throw new Error('The stream is silent.');
  }
}
