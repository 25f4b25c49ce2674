import { describe, expect, it } from 'vitest';
import { checkedLink } from '../main/links.ts';

describe('links', () => {
  it.each(['https://example.org/reeds?x=1#y', 'mailto:someone@example.org'])('%s may be opened', (link) => {
    expect(checkedLink(link)).toBe(link);
  });

  it.each([
    'http://example.org/',
    'javascript:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    'smb://server/share',
    'ms-msdt:/id PCWDiagnostic',
    'https://good.example@evil.example/',
    '-flag',
    '',
  ])('%s may not', (link) => expect(() => checkedLink(link)).toThrow('Only https://'));
});
