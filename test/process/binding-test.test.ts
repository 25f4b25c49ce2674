import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const skip = new URL('../../main/process/binding-test.ts', import.meta.url).href;

/**
 * A process as the packaged program has it: with `process.parentPort`, and unable to start Node. Prints whether
 * llama.cpp's library could be loaded.
 */
function loadLibrary(withSkip: boolean): string {
  const script = `
    import child from 'node:child_process';
    import { syncBuiltinESMExports } from 'node:module';
    child.fork = () => { throw new Error('runAsNode is off'); };
    syncBuiltinESMExports();
    process.parentPort = {};
    ${withSkip ? `const { skipBindingTest } = await import(${JSON.stringify(skip)}); skipBindingTest();` : ''}
    const { getLlama } = await import('node-llama-cpp');
    try {
      const llama = await getLlama({ gpu: false, build: 'never', skipDownload: true, progressLogs: false, logLevel: 'disabled' });
      console.log('loaded', llama.gpu);
    } catch (error) {
      console.log(error.name ?? error.constructor.name);
    }
    process.exit(0);
  `;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    encoding: 'utf8',
  });
  return stdout.trim() || stderr;
}

describe('node-llama-cpp in a utility process', () => {
  it('loads its library without a process to try it in', () => {
    expect(loadLibrary(true)).toBe('loaded false');
  });

  it.runIf(process.platform === 'linux')('would not without our help, on Linux', () => {
    expect(loadLibrary(false)).not.toContain('loaded');
  });
});
