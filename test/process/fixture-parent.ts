import { writeSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { silentLog } from '../../main/log.ts';
import { Child, forkFile } from '../../main/process/index.ts';
import { fixtureInterface } from './fixture-interface.ts';

/** A program whose child is hard at work; prints the child's id and waits to be killed. */
const file = fileURLToPath(new URL('./fixture-child.ts', import.meta.url));
const child = new Child(fixtureInterface, {
  name: 'parser',
  fork: (_name, options) => forkFile(file, options),
  log: silentLog,
});
await child.call('toil', {});
writeSync(1, `${child.pid}\n`);
