import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const script = fileURLToPath(new URL('fixture-parent.ts', import.meta.url));

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

it('is gone at once when its program was killed, whatever its threads are in the middle of', async () => {
  const program = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [text] = (await once(program.stdout!, 'data')) as [Buffer];
  const child = Number(text.toString());
  expect(isThere(child)).toBe(true);
  program.kill('SIGKILL');
  const began = performance.now();
  while (isThere(child) && performance.now() - began < 20_000) await delay(20);
  const took = performance.now() - began;
  if (isThere(child)) process.kill(child, 'SIGKILL');
  expect(took).toBeLessThan(5000);
}, 60_000);
