import { parentPort, workerData } from 'node:worker_threads';
import { openConnection } from '../../store/connection.ts';
import { loadVectorFunctions, vectorProblem } from '../../store/vector-functions.ts';
import type { FromSearcher, ToSearcher } from './messages.ts';
import { Searcher } from './searcher.ts';

/** The searcher's thread: a connection of its own, so that a search over a large library never holds up the window. */
const port = parentPort;
if (!port) throw new Error('This is a worker thread of Bittern.');
const db = openConnection((workerData as { file: string }).file);
db.pragma('cache_size = -65536');
// Without them passages are still found by their words.
const comparesVectors = vectorProblem() === null;
if (comparesVectors) loadVectorFunctions(db);
const searcher = new Searcher(db, comparesVectors);
db.pragma('query_only = ON');

function answer(message: Exclude<ToSearcher, { kind: 'close' }>): FromSearcher {
  const { id } = message;
  try {
    return message.kind === 'search'
      ? { id, kind: 'found', result: searcher.search(message.request) }
      : { id, kind: 'why', result: searcher.why(message.request) };
  } catch (thrown) {
    return { id, kind: 'failed', details: thrown instanceof Error ? (thrown.stack ?? '') : String(thrown) };
  }
}

/** What goes into making the next search quicker, after each: in steps of some milliseconds, between which searches begin. */
const millisecondsOfRest = 100;
let resting: NodeJS.Immediate | undefined;

function rest(until: number): void {
  if (searcher.rest() && performance.now() < until) resting = setImmediate(rest, until);
}

port.on('message', (message: ToSearcher) => {
  clearImmediate(resting);
  if (message.kind !== 'close') {
    port.postMessage(answer(message));
    rest(performance.now() + millisecondsOfRest);
    return;
  }
  db.close();
  port.close();
});
