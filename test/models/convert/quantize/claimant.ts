import { readFileSync, writeFileSync, writeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { claimOutput } from '../../../../main/models/convert/quantize/claim.ts';

/**
 * Claims a model's file: `claimant.ts OUTPUT` and keeps it until it is killed, `claimant.ts OUTPUT COUNTER TIMES` so many times,
 * adding one to the number in a file each time, in a way that loses count if two do it at once.
 */
const [output, counter, times] = process.argv.slice(2) as [string, string?, string?];
const { signal } = new AbortController();

if (counter === undefined) {
  await using _ = await claimOutput(output, { signal });
  writeSync(1, 'claimed\n');
  await delay(60_000);
} else {
  for (let n = 0; n < Number(times); n++) {
    await using _ = await claimOutput(output, { signal, patienceMs: 60_000 });
    const count = Number(readFileSync(counter, 'utf8'));
    await delay(1);
    writeFileSync(counter, String(count + 1));
  }
}
