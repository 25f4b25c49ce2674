import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureBuilt, root } from '../support/build.ts';

const folder = mkdtempSync(join(tmpdir(), 'bittern-start-'));
beforeAll(() => ensureBuilt(), 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The environment of a machine without a display. */
function withoutDisplay(): NodeJS.ProcessEnv {
  const { DISPLAY: _display, WAYLAND_DISPLAY: _wayland, ...rest } = process.env;
  return { ...rest, BITTERN_DATA: folder };
}

/** Reads a stream until it has said what is waited for. */
function until(child: ChildProcess, stream: 'stdout' | 'stderr', pattern: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child[stream]?.setEncoding('utf8').on('data', (part: string) => {
      text += part;
      const found = pattern.exec(text);
      if (found) resolve(found[0]);
    });
    child.once('exit', (code) => reject(new Error(`ended with ${code} before ${pattern}: ${text}`)));
  });
}

describe('npm start', () => {
  it.runIf(process.platform === 'linux')(
    'opens the browser shell without a display, and says so in one line',
    async () => {
      const child = spawn(process.execPath, [join(root, 'scripts/start.mjs'), '--no-open'], {
        env: withoutDisplay(),
      });
      const ended = new Promise((resolve) => child.once('close', resolve));
      const said = until(child, 'stderr', /^.*\n/);
      const address = await until(child, 'stdout', /http:\S+/);
      expect(await said).toBe(
        'Electron is not available here (there is no display), so Bittern opens in the browser:\n',
      );
      expect((await fetch(address)).status).toBe(200);
      child.kill('SIGTERM');
      expect(await ended).toBe(0);
    },
  );
});

describe('npm run bittern', () => {
  const run = (...commandLine: string[]) =>
    spawnSync(process.execPath, [join(root, 'scripts/bittern.mjs'), ...commandLine], {
      encoding: 'utf8',
      env: withoutDisplay(),
    });

  it('hands on what the command prints, and nothing else', () => {
    expect(run('--version')).toMatchObject({ status: 0, stdout: '0.1.0\n', stderr: '' });
  });

  it('hands on the exit code', () => {
    const { status, stdout, stderr } = run('no-such-command');
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain("unknown command 'no-such-command'");
  });
});
