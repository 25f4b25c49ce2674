import { writeSync } from 'node:fs';
import { silentLog } from '../../main/log.ts';
import { convertInProcess } from '../../main/models/conversion.ts';
import { realPatience } from '../../main/models/download/index.ts';
import { nodeFork } from '../../main/process/index.ts';
import type { Job } from '../../preload/contract/index.ts';
import { Session } from './fixture.ts';

/** Gets BTLM in a data folder, from wherever an earlier run of this program was killed: `node killed-child.ts DATA MIRROR`. */
const [data, mirror] = process.argv.slice(2) as [string, string];
const say = (line: object): void => void writeSync(1, `${JSON.stringify(line)}\n`);

const session = await Session.open(data, {
  convert: convertInProcess(nodeFork, silentLog),
  patience: realPatience,
});
session.events.listen((name, payload) => {
  if (name === 'job.changed') say({ step: (payload as Job).step });
});
session.settings.set({ mirror });
say({ step: 'ready' });
session.jobs.board.start();
const job =
  session.jobs.board.list()[0] ?? (await session.call('model.get', { catalogueId: 'btlm-3b-8k-chat' }));
const { state, error } = await session.jobs.board.whenSettled(job.id);
say({ state, error });
await session.close();
