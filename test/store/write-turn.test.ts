import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { silentLog } from '../../main/log.ts';
import { openStore } from '../../main/store/index.ts';
import { WriteTurn } from '../../main/store/write-turn.ts';

it('lets main write before a thread that writes without a pause, which goes on when main does not', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'bittern-turn-'));
  const store = await openStore(directory, silentLog);
  // Now every write that does not have its turn fails at once.
  store.db.pragma('busy_timeout = 0');
  const worker = new Worker(new URL('fixture-background.ts', import.meta.url), {
    workerData: { file: store.file, memory: store.turn.memory },
  });
  await once(worker, 'message');
  const insert = store.prepare("INSERT INTO setting VALUES (?, '2')");
  for (let row = 0; row < 100; row += 1) {
    insert.run(`single ${row}`);
    store.transaction(() => {
      insert.run(`first of two ${row}`);
      insert.run(`second of two ${row}`);
    });
    await new Promise(setImmediate);
  }
  worker.postMessage('end');
  const [rows] = (await once(worker, 'message')) as [number];
  const count = store.db.prepare('SELECT value, count(*) FROM setting GROUP BY value ORDER BY value').raw();
  expect(rows).toBeGreaterThan(0);
  expect(count.all()).toEqual([
    ['1', rows],
    ['2', 300],
  ]);
  store.close();
  rmSync(directory, { recursive: true, force: true });
});

it('does not wait for ever for a thread that died while it wrote', () => {
  const turn = new WriteTurn();
  const words = new Int32Array(turn.memory);
  words[1] = 1;
  turn.release();
  expect(turn.first(() => 'written')).toBe('written');
  expect([...words]).toEqual([0, 0]);
});
