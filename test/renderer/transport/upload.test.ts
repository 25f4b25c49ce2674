import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { upload } from '../../../renderer/transport/upload.ts';

/** An XMLHttpRequest whose far end keeps the names and answers by them. */
class Request {
  static readonly sent: { address: string; key: string }[] = [];
  readonly upload: { onprogress?: (event: { loaded: number }) => void } = {};
  status = 0;
  responseText = '';
  onload = () => {};
  onerror = () => {};
  onabort = () => {};
  #address = '';
  #key = '';

  open(_method: string, address: URL): void {
    this.#address = address.pathname + address.search;
  }

  setRequestHeader(name: string, value: string): void {
    if (name === 'Authorization') this.#key = value;
  }

  abort(): void {
    this.onabort();
  }

  send(file: File): void {
    Request.sent.push({ address: this.#address, key: this.#key });
    queueMicrotask(() => {
      this.upload.onprogress?.({ loaded: file.size });
      if (file.name === 'gone.txt') return this.onerror();
      if (file.name === 'wait.txt') return;
      this.status = file.name === 'huge.bin' ? 413 : 200;
      this.responseText =
        this.status === 200
          ? JSON.stringify({ uploadId: 'a'.repeat(32) })
          : JSON.stringify({ code: 'too-large', message: 'It is larger than Bittern takes.' });
      this.onload();
    });
  }
}

beforeEach(() => {
  Request.sent.length = 0;
  vi.stubGlobal('XMLHttpRequest', Request);
  vi.stubGlobal('location', { href: 'http://127.0.0.1:7000/' });
});
afterEach(() => {
  vi.unstubAllGlobals();
});

const file = (name: string) => new File(['reed'], name);

it('files are sent with the key, and come back in their order', async () => {
  const progress: number[] = [];
  const { sources, refused } = await upload(
    [file('a b.txt'), file('ä.pdf'), file('c.md'), file('d.md')],
    'key',
    {
      onProgress: ({ sentBytes, totalBytes }) => progress.push(sentBytes / totalBytes),
    },
  );
  expect(refused).toEqual([]);
  expect(sources.map((source) => source.kind === 'upload' && source.name)).toEqual([
    'a b.txt',
    'ä.pdf',
    'c.md',
    'd.md',
  ]);
  expect(Request.sent.map(({ address }) => address)).toContain('/upload?name=a%20b.txt');
  expect(new Set(Request.sent.map(({ key }) => key))).toEqual(new Set(['Bearer key']));
  expect(progress.at(-1)).toBe(1);
});

it('a file that cannot be sent is told by its name and keeps no other back', async () => {
  const { sources, refused } = await upload([file('gone.txt'), file('kept.txt'), file('huge.bin')], 'key');
  expect(sources).toHaveLength(1);
  expect(refused.map(({ name }) => name).sort()).toEqual(['gone.txt', 'huge.bin']);
  expect(refused.find(({ name }) => name === 'huge.bin')?.message).toBe('It is larger than Bittern takes.');
});

it('what the person stops is not sent on', async () => {
  const controller = new AbortController();
  const sending = upload([file('wait.txt')], 'key', { signal: controller.signal });
  await Promise.resolve();
  controller.abort();
  await expect(sending).rejects.toMatchObject({ code: 'cancelled' });
});
