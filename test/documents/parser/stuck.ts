import { fork } from 'node:child_process';
import { writeSync } from 'node:fs';
import { guardProcess } from '../../../main/documents/parser/confine.ts';

/** A program (`stuck.ts`) with a parser (`stuck.ts parser`) that computes without end. Prints the parser's id. */
if (process.argv[2] === 'parser') {
  guardProcess(2 ** 40);
  process.send?.('stuck', () => {
    for (;;);
  });
} else {
  const parser = fork(import.meta.filename, ['parser']);
  parser.once('message', () => writeSync(1, `${parser.pid}\n`));
}
