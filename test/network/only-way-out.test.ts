import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** What opens connections in Node, in Electron and in packages. */
const opensConnections =
  /\bfetch\s*\(|\bnew (WebSocket|EventSource|XMLHttpRequest)\b|(from|import\s*\()\s*'(node:)?(http2?|https|net|tls|dgram|dns(\/promises)?|undici|ws|axios|got|node-fetch)'|\bimport '(node:)?(http2?|https|net|tls|dgram|undici)'/;

/** Who may name these, and why. Everything else asks the gate. */
const allowed: Record<string, string> = {
  'main/network/index.ts': 'is the gate',
  'main/web/server.ts': 'listens on this machine',
  'main/web/door.ts': 'listens on this machine',
  'main/web/connection.ts': 'types of what came in',
  'main/web/guard.ts': 'types of what came in',
  'main/web/reply.ts': 'types of what came in',
  'main/documents/parser/confine.ts': 'takes the network away from the parser process',
};

describe('the network gate', () => {
  it('is the only code of the program that opens connections', () => {
    const offenders = globSync('main/**/*.ts', { cwd: root })
      .map((file) => file.replaceAll('\\', '/'))
      .filter((file) => !(file in allowed))
      .filter((file) => opensConnections.test(withoutComments(readFileSync(join(root, file), 'utf8'))));
    expect(offenders).toEqual([]);
  });

  it('is not let off for files that are not there', () => {
    const there = globSync('main/**/*.ts', { cwd: root }).map((file) =>
      relative('.', file).replaceAll('\\', '/'),
    );
    for (const file of Object.keys(allowed)) expect(there, file).toContain(file);
  });

  it.each([
    "await fetch('https://x')",
    "import { request } from 'node:https';",
    "import net from 'net';",
    "const { connect } = await import('node:tls');",
    "new WebSocket('wss://x')",
  ])('would see %s', (code) => {
    expect(opensConnections.test(withoutComments(code))).toBe(true);
  });

  it('does not mind words in comments', () => {
    expect(opensConnections.test(withoutComments('/** what fetch (the function) does */ // fetch()\n'))).toBe(
      false,
    );
  });
});

function withoutComments(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:'"`])\/\/.*$/gm, '$1');
}
