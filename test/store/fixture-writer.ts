import { writeSync } from 'node:fs';
import { silentLog } from '../../main/log.ts';
import { openStore } from '../../main/store/index.ts';

const store = await openStore(process.argv[2]!, silentLog);
const insert = store.prepare("INSERT INTO conversation VALUES (?, 't', 0, '{}', NULL, 1, 1)");
for (let row = 0; row < 100_000; row++) {
  insert.run(`r${process.argv[3]}-${row}`);
  writeSync(1, `${row}\n`);
}
