import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { run } from './run.ts';

const folder = mkdtempSync(join(tmpdir(), 'bittern-usage-'));
const data = join(folder, 'data');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the command line', () => {
  it('tells its version and its commands', async () => {
    expect(await run(data, ['--version'])).toMatchObject({ code: 0, stdout: '1.2.3\n' });
    const { code, stdout } = await run(data, ['--help']);
    expect(code).toBe(0);
    for (const name of ['serve', 'import', 'text', 'search', 'ask', 'convert', 'bench', 'models', 'doctor'])
      expect(stdout).toContain(`\n  ${name} `);
  });

  it.each([
    [['fly'], "unknown command 'fly'"],
    [['import'], "missing required argument 'file'"],
    [['search', 'x', '--limit', '0'], 'It must be a whole number from 1 to 200.'],
    [['search', 'x', '--limit', 'many'], 'It must be a whole number'],
    [['search'], 'Give either a question or --queries'],
    [['search', 'x', '--queries', 'y.jsonl'], 'Give either a question or --queries'],
    [['ask', 'x', '--temperature', '9'], 'It must be a number from 0 to 2.'],
    [['convert', 'in', 'out.gguf', '--type', 'Q2'], 'It must be one of IQ4_NL'],
    [['serve', '--port', '70000'], 'from 0 to 65535'],
    [['text', 'x', '--wings'], "unknown option '--wings'"],
  ])('leaves with 2 and a sentence for %j', async (commandLine, sentence) => {
    const { code, stdout, stderr } = await run(data, commandLine);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain(sentence);
  });

  it('makes no data folder for a mistake', () => expect(existsSync(data)).toBe(false));
});
