import { describe, expect, it } from 'vitest';
import { isSafeAddress, withoutSecrets } from '../../main/network/address.ts';
import { whyRefused } from '../../main/network/policy.ts';

const hub = { address: new URL('https://huggingface.co'), isMirror: false };
const mirror = { address: new URL('https://mirror.example/hub'), isMirror: true };
const local = { address: new URL('http://127.0.0.1:9000'), isMirror: true };
const ask = (url: string, from: typeof hub, hop: number) =>
  whyRefused('model-download', new URL(url), from, hop);

describe('an address', () => {
  it.each([
    ['https://huggingface.co/x', true],
    ['http://127.0.0.1:80/', true],
    ['http://127.1/', true],
    ['http://localhost:3000', true],
    ['http://[::1]/', true],
    ['http://huggingface.co/', false],
    ['http://127.0.0.1.evil.example/', false],
    ['http://localhost.evil.example/', false],
    ['http://10.0.0.1/', false],
    ['file:///etc/passwd', false],
    ['data:text/plain,x', false],
    ['nonsense', false],
  ])('%s is safe: %s', (address, safe) => {
    expect(isSafeAddress(address)).toBe(safe);
  });

  it('is written down without what may be secret in it', () => {
    expect(withoutSecrets('https://user:pass@host.example:8443/a/b?token=x#y')).toBe(
      'https://host.example:8443/a/b?…',
    );
    expect(withoutSecrets('https://host.example/a')).toBe('https://host.example/a');
    expect(withoutSecrets('not an address')).not.toContain('not an');
  });
});

describe('the policy', () => {
  it.each([
    ['the hub itself', 'https://huggingface.co/api/models', hub, 0, null],
    ['another host', 'https://example.com/', hub, 0, /neither the model hub nor the chosen mirror/],
    ['the hub without encryption', 'http://huggingface.co/', hub, 0, /not be encrypted/],
    [
      'a look-alike of the hub',
      'https://huggingface.co.evil.example/',
      hub,
      1,
      /does not keep its files there/,
    ],
    ['a look-alike of its storage', 'https://evilhf.co/', hub, 1, /does not keep its files there/],
    ["the hub's storage first", 'https://cdn-lfs.hf.co/x', hub, 0, /neither the model hub/],
    ["the hub's storage by redirect", 'https://cdn-lfs.hf.co/x', hub, 1, null],
    ["the hub's other storage", 'https://cas-bridge.xethub.hf.co/x', hub, 2, null],
    ['anywhere else by redirect', 'https://example.com/', hub, 1, /does not keep its files there/],
    ['this machine by redirect', 'http://127.0.0.1/', hub, 1, /may not redirect to this machine/],
    ['the mirror', 'https://mirror.example/x', mirror, 0, null],
    ['the hub while a mirror is set', 'https://huggingface.co/x', mirror, 0, /neither the model hub/],
    ["the mirror's own storage by redirect", 'https://bucket.example/x', mirror, 1, null],
    ["the mirror's storage without encryption", 'http://bucket.example/x', mirror, 1, /not be encrypted/],
    [
      'this machine by redirect of a mirror',
      'https://localhost/',
      mirror,
      1,
      /may not redirect to this machine/,
    ],
    ['another port of this machine', 'http://127.0.0.1:9001/', local, 1, null],
  ] as const)('%s', (_, url, from, hop, expected) => {
    const why = ask(url, from, hop);
    if (expected === null) expect(why).toBeNull();
    else expect(why).toMatch(expected);
  });
});
