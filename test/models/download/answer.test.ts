import { describe, expect, it } from 'vitest';
import { contentRange, retryAfter, strongEtag } from '../../../main/models/download/answer.ts';
import { backOff } from '../../../main/models/download/retry.ts';
import { selectFiles } from '../../../main/models/download/select.ts';

const answer = (headers: Record<string, string>) => new Response(null, { headers });

describe('headers', () => {
  it('Retry-After comes in seconds or as a date', () => {
    const now = Date.parse('2026-01-01T00:00:00Z');
    expect(retryAfter(answer({ 'retry-after': '120' }), now)).toBe(120_000);
    expect(retryAfter(answer({ 'retry-after': 'Thu, 01 Jan 2026 00:00:30 GMT' }), now)).toBe(30_000);
    expect(retryAfter(answer({ 'retry-after': 'Thu, 01 Jan 2015 00:00:30 GMT' }), now)).toBe(0);
    expect(retryAfter(answer({ 'retry-after': 'soon' }), now)).toBeNull();
    expect(retryAfter(answer({}), now)).toBeNull();
  });

  it('Content-Range is read whole or not at all', () => {
    const range = (value: string) => contentRange(answer({ 'content-range': value }));
    expect(range('bytes 10-19/100')).toEqual({ start: 10, end: 19, total: 100 });
    expect(range('bytes 0-0/*')).toEqual({ start: 0, end: 0, total: null });
    for (const bad of ['bytes */100', 'bytes 10-/100', 'bytes -1-5/100', 'lines 1-2/3', 'bytes 1-2/3, 4-5/6'])
      expect(range(bad), bad).toBeNull();
  });

  it('a weak entity tag proves nothing', () => {
    expect(strongEtag(answer({ etag: '"a"' }))).toBe('"a"');
    expect(strongEtag(answer({ etag: 'W/"a"' }))).toBeNull();
    expect(strongEtag(answer({}))).toBeNull();
  });
});

describe('backOff', () => {
  it('doubles to a minute, between half and the whole', () => {
    expect([1, 2, 3, 7, 20].map((n) => backOff(n, 1))).toEqual([1000, 2000, 4000, 60_000, 60_000]);
    expect([1, 2, 20].map((n) => backOff(n, 0))).toEqual([500, 1000, 30_000]);
  });
});

describe('selectFiles', () => {
  const small = ['config.json', 'vocab.json', 'merges.txt'];

  it('takes the small files and the weights in one form', () => {
    expect(selectFiles([...small, 'README.md', 'pytorch_model.bin', 'tf_model.h5'], 'a/b')).toEqual([
      ...small,
      'pytorch_model.bin',
    ]);
    expect(selectFiles([...small, 'pytorch_model.bin', 'model.safetensors'], 'a/b')).toEqual([
      ...small,
      'model.safetensors',
    ]);
  });

  it('takes nothing from other folders, and no other names', () => {
    const odd = [
      '../pytorch_model.bin',
      'onnx/pytorch_model.bin',
      'pytorch_model-1-of-2.bin',
      'pytorch_model.bin.exe',
    ];
    expect(() => selectFiles([...small, ...odd], 'a/b')).toThrow(/has no pytorch_model\.bin/);
  });

  it.each(small)('refuses a repository without %s', (name) => {
    expect(() => selectFiles([...small.filter((one) => one !== name), 'pytorch_model.bin'], 'a/b')).toThrow(
      name,
    );
  });
});
