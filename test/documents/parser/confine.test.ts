import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const script = fileURLToPath(new URL('stuck.ts', import.meta.url));
const confine = new URL('../../../main/documents/parser/confine.ts', import.meta.url).href;

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

/** What a process prints that runs a script to its end. */
async function output(source: string): Promise<string> {
  const child: ChildProcess = spawn(process.execPath, ['--input-type=module', '-e', source], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout!.on('data', (part: Buffer) => (text += part.toString()));
  await once(child, 'close');
  return text;
}

it('reaches nobody, by whichever of Node’s ways a document’s code would try', async () => {
  let reached = 0;
  const server = createServer((socket) => {
    // The other side ends without reading.
    socket.on('error', () => {});
    reached += 1;
    socket.end('HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const ways = `
    import { request } from 'node:http';
    import { connect as connectTls } from 'node:tls';
    import { connect } from 'node:net';
    const attempt = async (start) => {
      try {
        const made = await start();
        if (made?.once) await new Promise((resolve, reject) => made.once('error', reject).once('connect', resolve).once('response', resolve));
        return 'reached';
      } catch {
        return 'refused';
      }
    };
    const results = [
      await attempt(() => fetch('http://127.0.0.1:${port}/')),
      await attempt(() => connect(${port}, '127.0.0.1')),
      await attempt(() => request('http://127.0.0.1:${port}/').end()),
      await attempt(() => connectTls({ port: ${port}, host: '127.0.0.1' })),
    ];
    console.log(results.join(' '));
    process.exit();
  `;
  const denied = `import { denyNetwork } from '${confine}'; denyNetwork();${ways}`;
  expect((await output(denied)).trim()).toBe('refused refused refused refused');
  expect(reached).toBe(0);
  expect(await output(ways)).toMatch(/^reached reached reached/);
  server.close();
}, 30_000);
