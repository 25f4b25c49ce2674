import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { serve } from '../../main/process/index.ts';
import { BitternError } from '../../preload/contract/index.ts';
import { fixtureInterface } from './fixture-interface.ts';

let produced = 0;

serve(fixtureInterface, {
  calls: {
    double: ({ value }) => ({ value: value * 2 }),
    refuse: () => {
      throw new BitternError('bad-input', 'That will not do. Try another.');
    },
    break: () => {
      throw new Error('secret detail');
    },
    lie: () => ({ value: 'not a number' }) as never,
    environment: () => ({ names: Object.keys(process.env) }),
    produced: () => ({ count: produced }),
    crash: ({ how }) => {
      if (how === 'exit') process.exit(3);
      if (how === 'throw')
        setImmediate(() => {
          throw new Error('last words');
        });
      if (how === 'kill') process.kill(process.pid, 'SIGKILL');
      return new Promise(() => {});
    },
    wait: async (_input, { signal }) => {
      await sleep(60_000, undefined, { signal });
      return {};
    },
    toil: async () => {
      const code = `require('node:crypto').pbkdf2Sync('a', 'b', 100_000_000, 64, 'sha512')`;
      const worker = new Worker(code, { eval: true });
      await once(worker, 'online');
      return {};
    },
  },
  streams: {
    count: async function* ({ to }, { signal }) {
      for (let value = 0; value < to && !signal.aborted; value++) {
        produced += 1;
        yield { value };
      }
    },
    bytes: async function* () {
      yield { bytes: new Float32Array([1, 2.5]) };
    },
  },
});
