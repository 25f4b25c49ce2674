import { createDocuments } from '../../../main/documents/index.ts';
import { EventBus } from '../../../main/events.ts';
import { createJobs } from '../../../main/jobs/index.ts';
import { silentLog } from '../../../main/log.ts';
import { openStore } from '../../../main/store/index.ts';
import { noEmbedder, TextParser } from '../../support/library.ts';

/** A program that imports a folder until it is killed: `fixture-import.ts DATA FOLDER`. Prints a line when it has begun, and one at the end. */
const [directory, folder] = process.argv.slice(2) as [string, string];
const store = await openStore(directory, silentLog);
const events = new EventBus();
const documents = createDocuments({
  store,
  events,
  jobs: createJobs({ store, events, log: silentLog }).board,
  embedder: noEmbedder,
  log: silentLog,
  fork: () => {
    throw new Error('No process is needed here.');
  },
  directory,
  resolveUpload: () => undefined,
  parser: new TextParser(),
});
documents.start();
process.stdout.write('begun\n');
for await (const _ of documents.importAll([{ kind: 'path', path: folder }]));
await documents.idle();
await documents.close();
store.close();
process.stdout.write('done\n');
