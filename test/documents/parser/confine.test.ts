import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const script = fileURLToPath(new URL('stuck.ts', import.meta.url));

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

it('is gone soon after its program was killed, even when it is stuck in a document', async () => {
  const program = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [text] = (await once(program.stdout!, 'data')) as [Buffer];
  const parser = Number(text.toString());
  await delay(300);
  expect(isThere(parser)).toBe(true);
  program.kill('SIGKILL');
  const began = performance.now();
  while (isThere(parser) && performance.now() - began < 20_000) await delay(20);
  const took = performance.now() - began;
  // One that fails this test would compute for ever.
  if (isThere(parser)) process.kill(parser, 'SIGKILL');
  expect(took).toBeLessThan(5000);
}, 60_000);
