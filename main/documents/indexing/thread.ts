import { parentPort, workerData } from 'node:worker_threads';
import { openConnection } from '../../store/connection.ts';
import { WriteTurn } from '../../store/write-turn.ts';
import { Indexer } from './indexer.ts';
import type { FromIndexer, IndexerData, ToIndexer } from './messages.ts';

/** The indexer's thread: a connection of its own, so that chunking and indexing never hold up the window. */
const port = parentPort;
if (!port) throw new Error('This is a worker thread of Bittern.');
const { file, turn } = workerData as IndexerData;
const db = openConnection(file);
// Nothing is lost that cannot be read again: a reading whose end a power cut has undone is simply done again.
db.pragma('synchronous = NORMAL');
db.pragma('cache_size = -32768');

const indexer = new Indexer(db, new WriteTurn(turn), (message: FromIndexer) => {
  port.postMessage(message);
  if (message.kind !== 'closed') return;
  db.close();
  port.close();
});
port.on('message', (message: ToIndexer) => indexer.receive(message));
