import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { silentLog } from '../../main/log.ts';
import { Child, forkFile } from '../../main/process/index.ts';
import { fixtureInterface } from './fixture-interface.ts';

const file = fileURLToPath(new URL('./fixture-child.ts', import.meta.url));
const children: Child<typeof fixtureInterface>[] = [];

function start(): Child<typeof fixtureInterface> {
  const child = new Child(fixtureInterface, {
    name: 'parser',
    fork: (_name, options) => forkFile(file, options),
    log: silentLog,
  });
  children.push(child);
  return child;
}

afterEach(async () => {
  await Promise.all(children.splice(0).map((child) => child.stop()));
});

describe('a child process', () => {
  it('answers calls', async () => {
    const child = start();
    const answers = await Promise.all([1, 2, 3].map((value) => child.call('double', { value })));
    expect(answers.map((answer) => answer.value)).toEqual([2, 4, 6]);
  });

  it('passes a sentence on, and keeps a defect to itself', async () => {
    const child = start();
    await expect(child.call('refuse', {})).rejects.toMatchObject({
      code: 'bad-input',
      message: 'That will not do. Try another.',
    });
    const defect = await child.call('break', {}).catch((error: unknown) => error as Error);
    expect(defect).toMatchObject({ code: 'internal' });
    expect((defect as Error).message).not.toContain('secret');
  });

  it('is not believed when it answers with another shape', async () => {
    await expect(start().call('lie', {})).rejects.toMatchObject({ code: 'internal' });
  });

  it('streams in order and keeps typed arrays', async () => {
    const child = start();
    const seen: number[] = [];
    for await (const { value } of child.stream('count', { to: 1000 })) seen.push(value);
    expect(seen).toEqual(Array.from({ length: 1000 }, (_, index) => index));
    for await (const { bytes } of child.stream('bytes', {})) expect([...bytes]).toEqual([1, 2.5]);
  });

  it('does not run ahead of a slow reader', async () => {
    const child = start();
    for await (const { value } of child.stream('count', { to: 1_000_000 })) {
      if (value < 100) continue;
      const { count } = await child.call('produced', {});
      expect(count).toBeLessThan(300);
      break;
    }
  });

  it('stops working when the reader leaves', async () => {
    const child = start();
    for await (const _ of child.stream('count', { to: 1_000_000 })) break;
    const first = await child.call('produced', {});
    const second = await child.call('produced', {});
    expect(second.count).toBe(first.count);
    expect(child.pendingCount).toBe(0);
  });

  it('ends a call at once when it is cancelled', async () => {
    const child = start();
    const abort = new AbortController();
    const waiting = child.call('wait', {}, { signal: abort.signal });
    await child.ready;
    abort.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('ends a call that misses its deadline', async () => {
    await expect(start().call('wait', {}, { deadlineMs: 20 })).rejects.toMatchObject({ code: 'timeout' });
  });

  it.each([
    ['exit', /code 3/, 'exit'],
    ['throw', /code 70/, 'exit'],
    ['kill', /ended by the system/, 'signal'],
  ] as const)('ends what waits when it dies by %s, and says why', async (how, sentence, kind) => {
    const child = start();
    const other = child.call('wait', {});
    const died = child.call('crash', { how });
    await expect(died).rejects.toMatchObject({
      code: 'process-died',
      message: expect.stringMatching(sentence),
    });
    await expect(other).rejects.toMatchObject({ code: 'process-died' });
    const reason = await child.exited;
    expect(reason.kind).toBe(kind);
    if (how === 'throw') expect(reason.lastWords).toContain('last words');
  });

  it('sees only the variables it is meant to see', async () => {
    process.env.BITTERN_TEST_SECRET = 'x';
    const { names } = await start().call('environment', {});
    expect(names).toContain('PATH');
    expect(names).not.toContain('BITTERN_TEST_SECRET');
  });
});
