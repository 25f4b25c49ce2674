import { parentPort, workerData } from 'node:worker_threads';
import { openConnection } from '../../main/store/connection.ts';
import { WriteTurn } from '../../main/store/write-turn.ts';

/** A thread that writes without a pause, a few milliseconds at a time, until it is told to end. Says how often it has written. */
const { file, memory } = workerData as { file: string; memory: SharedArrayBuffer };
const db = openConnection(file);
const turn = new WriteTurn(memory);
const insert = db.prepare("INSERT INTO setting VALUES (?, '1')");
let isEnding = false;
let rows = 0;
const write = db.transaction(() => {
  const until = performance.now() + 4;
  while (performance.now() < until) insert.run(`background ${rows++}`);
});
parentPort!.on('message', () => {
  isEnding = true;
});
for (let round = 0; !isEnding; round += 1) {
  turn.inBackground(() => write.immediate());
  if (round === 0) parentPort!.postMessage('writing');
  await new Promise(setImmediate);
}
db.close();
parentPort!.postMessage(rows);
parentPort!.close();
