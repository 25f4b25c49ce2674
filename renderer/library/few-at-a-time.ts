/** How many calls are under way together: thousands at once would be more than the connection to the program carries. */
const together = 8;

/** Does something with each of many, a few at a time. Stops, and rejects, with the first that fails. */
export async function fewAtATime<T>(many: readonly T[], work: (one: T) => Promise<unknown>): Promise<void> {
  let next = 0;
  let failed = false;
  const go = async () => {
    while (!failed && next < many.length) {
      const one = many[next++]!;
      try {
        await work(one);
      } catch (thrown) {
        failed = true;
        throw thrown;
      }
    }
  };
  await Promise.all(Array.from({ length: together }, go));
}
