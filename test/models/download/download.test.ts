import { type FileHandle, open } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FakeHub, type Fault, type Repository, type SeenRequest, startHub } from '../../support/hub.ts';
import { neededFiles, repositoryName, shardedRepository, Workplace } from './fixture.ts';

const firstShard = 'pytorch_model-00001-of-00002.bin';
const repository = shardedRepository();

let hub: FakeHub;
let place: Workplace;

beforeEach(async () => {
  hub = await startHub({ repositories: { [repositoryName]: repository } });
  place = await Workplace.open();
  place.settings.set({ mirror: hub.url });
});
afterEach(async () => {
  place.close();
  await hub.close();
});

function expectAllRight(from: Repository = repository): void {
  expect(place.files()).toEqual(neededFiles);
  for (const name of neededFiles) expect(place.read(name).equals(from[name]!), name).toBe(true);
}

/** Requests for weights at the storage host. */
const storageRequests = () => hub.requests.filter((request) => request.server === 'storage');
const isFirstShard = (request: SeenRequest) =>
  request.server === 'storage' && request === storageRequests().find((one) => one.path === request.path);
/** Only the first request for each weight file goes wrong. */
const once = (fault: Fault) => (request: SeenRequest) => (isFirstShard(request) ? fault : null);
const always = (fault: Fault) => (request: SeenRequest) => (request.server === 'storage' ? fault : null);

describe('a download', () => {
  it('brings the files of the checkpoint and no others, byte for byte', async () => {
    const plan = await place.get();
    expectAllRight();
    expect(plan.revision).toBe(hub.commit);
    expect(plan.files.find((file) => file.name === firstShard)?.digest?.kind).toBe('sha256');
    expect(plan.files.find((file) => file.name === 'vocab.json')?.digest?.kind).toBe('git-sha1');
    expect(place.warnings).toEqual([]);
  });

  it('is pinned to the commit that the branch had when it began', async () => {
    await place.get();
    const asked = hub.requests.filter((request) => request.path.includes('/resolve/'));
    expect(asked).toHaveLength(6);
    for (const request of asked) expect(request.path).toContain(`/resolve/${hub.commit}/`);
  });

  it('asks for nothing again when all is there', async () => {
    await place.get();
    const before = hub.requests.length;
    await place.get();
    expect(hub.requests.length).toBe(before);
  });

  it('checks finished files again when nothing is remembered of them, without fetching them', async () => {
    await place.get();
    place.state = { plan: null, etags: {}, verified: {} };
    hub.requests.length = 0;
    await place.get();
    expectAllRight();
    expect(hub.requests.every((request) => request.path.startsWith('/api/'))).toBe(true);
  });

  it('sends the access token to the hub and not to where it redirects', async () => {
    await place.get({ token: 'hf_secret' });
    const sent = (server: string) =>
      hub.requests
        .filter((request) => request.server === server)
        .map((request) => request.headers.authorization);
    expect(new Set(sent('hub'))).toEqual(new Set(['Bearer hf_secret']));
    expect(new Set(sent('storage'))).toEqual(new Set([undefined]));
    expect(storageRequests().every((request) => request.headers.cookie === undefined)).toBe(true);
  });

  it('writes every connection into the ledger, without what signed addresses carry', async () => {
    await place.get();
    const attempts = place.network.attempts();
    expect(attempts).toHaveLength(hub.requests.length);
    expect(JSON.stringify(attempts)).not.toMatch(/secret|X-Signature/);
    expect(attempts.every((attempt) => attempt.allowed)).toBe(true);
  });
});

describe('a download over a bad network', () => {
  it('goes on from where a connection was reset', async () => {
    hub.fault = once({ resetAfter: 150_000 });
    await place.get();
    expectAllRight();
    const [first, second] = storageRequests().filter((one) => one.path === storageRequests()[0]!.path);
    expect(first!.headers.range).toBeUndefined();
    const from = Number(/bytes=(\d+)-/.exec(second!.headers.range!)![1]);
    expect(from).toBeGreaterThan(0);
    expect(from).toBeLessThanOrEqual(150_000);
    expect(second!.headers['if-range']).toMatch(/^"[0-9a-f]{64}"$/);
    expect(place.steps.some((step) => /broke off\. Trying again in 1 s/.test(step))).toBe(true);
  });

  it('goes on when the answer ends early though it looks complete', async () => {
    hub.fault = once({ endAfter: 100_000, hideLength: true });
    await place.get();
    expectAllRight();
    expect(storageRequests().some((request) => request.headers.range === 'bytes=100000-')).toBe(true);
  });

  it('goes on when nothing comes any more', async () => {
    hub.fault = once({ stallAfter: 100_000 });
    await place.get();
    expectAllRight();
    expect(place.steps.some((step) => /Nothing has come/.test(step))).toBe(true);
  });

  it('reaches the end over many resets, and waits longer only while nothing comes', async () => {
    hub.fault = always({ resetAfter: 30_000 });
    await place.get();
    expectAllRight();
    expect(place.waits.length).toBeGreaterThan(10);
    expect(Math.max(...place.waits)).toBe(1000);
  });

  it.each<[string, Fault]>([
    ['is reset', { resetAfter: 40 }],
    ['comes to a stand', { stallAfter: 40 }],
    ['ends early', { endAfter: 40 }],
  ])('asks again when the list of files %s', async (_, fault) => {
    hub.fault = (request) => (request.path.startsWith('/api/') && request.before === 0 ? fault : null);
    await place.get();
    expectAllRight();
    // Both of its answers, one after the other.
    expect(place.waits).toEqual([1000, 2000]);
  });

  it('gives up with one sentence when nothing comes at all, and keeps what is there', async () => {
    let open = true;
    hub.fault = (request) =>
      request.server === 'storage' ? (open ? { resetAfter: 120_000 } : { resetAfter: 0 }) : null;
    const attempt = place.get({
      report: (amount) => {
        if ((amount?.done ?? 0) > 120_000) open = false;
      },
    });
    await expect(attempt).rejects.toMatchObject({ code: 'network' });
    expect(place.waits.slice(-10)).toEqual([
      1000, 2000, 4000, 8000, 16000, 32000, 60000, 60000, 60000, 60000,
    ]);
    expect(place.files()).toContain(`${firstShard}.part`);
    expect(place.files()).not.toContain(firstShard);

    hub.fault = () => null;
    hub.requests.length = 0;
    await place.get();
    expectAllRight();
    expect(Number(/\d+/.exec(storageRequests()[0]!.headers.range!)![0])).toBeGreaterThan(100_000);
  });

  it('spreads its returns', async () => {
    hub.fault = once({ status: 500 });
    place.patience.random = () => 0;
    await place.get();
    expect(place.waits).toEqual([500, 500]);
  });
});

describe('a download from a hub that misbehaves', () => {
  it('passes over what it has when ranges are ignored', async () => {
    hub.fault = (request) =>
      request.server === 'storage'
        ? request.before === 0
          ? { resetAfter: 150_000 }
          : { ignoreRange: true }
        : null;
    await place.get();
    expectAllRight();
  });

  it('does not lose what it has when ranges are ignored and the connection breaks again', async () => {
    hub.fault = (request) => {
      if (request.server !== 'storage') return null;
      return [{ resetAfter: 150_000 }, { ignoreRange: true, resetAfter: 60_000 }][request.before] ?? null;
    };
    await place.get();
    expectAllRight();
    const third = storageRequests().filter((one) => one.path === storageRequests()[0]!.path)[2]!;
    expect(Number(/\d+/.exec(third.headers.range!)![0])).toBeGreaterThan(60_000);
  });

  it('refuses a range that begins elsewhere, and asks for the whole file instead', async () => {
    hub.fault = (request) => {
      if (request.server !== 'storage') return null;
      return request.before === 0 ? { resetAfter: 150_000 } : { wrongRange: true };
    };
    await place.get();
    expectAllRight();
    expect(place.steps.some((step) => /another part/.test(step))).toBe(true);
  });

  it('goes on when another storage host tags the same bytes differently', async () => {
    hub.fault = (request) => {
      if (request.server !== 'storage') return null;
      return request.before === 0 ? { resetAfter: 150_000 } : { etag: '"other"' };
    };
    await place.get();
    expectAllRight();
    const asked = storageRequests().filter((one) => one.path === storageRequests()[0]!.path);
    expect(asked.map((one) => Boolean(one.headers['if-range']))).toEqual([false, true, false]);
    expect(asked[2]!.headers.range).toBe(asked[1]!.headers.range);
  });

  it('throws a file with a wrong hash away and says so', async () => {
    hub.fault = always({ corrupt: true });
    await expect(place.get()).rejects.toThrow(
      /pytorch_model-00001-of-00002\.bin from 127\.0\.0\.1:\d+ is not the published file: its hash is wrong\. It was thrown away/,
    );
    expect(place.files().filter((name) => name.startsWith('pytorch_model-'))).toEqual([]);
  });

  it('throws a small file with a wrong hash away too', async () => {
    hub.fault = (request) => (request.path.endsWith('vocab.json') ? { corrupt: true } : null);
    await expect(place.get()).rejects.toThrow(/vocab\.json .* hash is wrong/);
    expect(place.files()).toEqual(['config.json']);
  });

  it('fetches a file once more in one piece when what was patched together is wrong', async () => {
    hub.fault = (request) =>
      request === storageRequests()[0] ? { corrupt: true, resetAfter: 250_000 } : null;
    await place.get();
    expectAllRight();
    expect(place.steps.some((step) => /damaged on its way and thrown away/.test(step))).toBe(true);
  });

  it('does not mind bytes beyond the end when the hash is right', async () => {
    hub.fault = always({ surplus: 10, hideLength: true });
    await place.get();
    expectAllRight();
  });

  it('refuses a file of another size at once', async () => {
    hub.fault = always({ surplus: 10 });
    await expect(place.get()).rejects.toThrow(
      /offers 400010 bytes as pytorch_model-00001.* 400000 bytes were announced/,
    );
    expect(storageRequests()).toHaveLength(1);
  });

  it('does not read a list of files that has no end', async () => {
    hub.fault = (request) => (request.path.startsWith('/api/') ? { surplus: 5_000_000 } : null);
    await expect(place.get()).rejects.toMatchObject({ code: 'not-found' });
    expect(place.files()).toEqual([]);
  });

  it('waits as long as a 429 asks', async () => {
    hub.fault = (request) =>
      request.path.startsWith('/api/') && request.before === 0
        ? { status: 429, headers: { 'retry-after': '7' } }
        : null;
    await place.get();
    expectAllRight();
    expect(place.waits).toEqual([7000, 7000]);
    expect(place.steps.some((step) => /too many requests \(429\).*Trying again in 7 s/.test(step))).toBe(
      true,
    );
  });

  it('understands a date in Retry-After, and does not wait for hours', async () => {
    const date = new Date(Date.now() + 5 * 3600_000).toUTCString();
    hub.fault = always({ status: 503, headers: { 'retry-after': date } });
    await expect(place.get()).rejects.toThrow(/problem of its own \(503\)/);
    expect(place.waits).toEqual([]);
  });

  it.each([500, 502, 503, 408])('tries again after %i', async (status) => {
    hub.fault = once({ status });
    await place.get();
    expectAllRight();
    expect(place.waits).toEqual([1000, 1000]);
  });

  it.each([
    [401, 'refused', /sign-in.*\(401\)/],
    [403, 'refused', /does not let you.*\(403\)/],
    [404, 'not-found', /does not have.*\(404\)/],
    [451, 'refused', /answered 451/],
  ] as const)('ends with one sentence after %i', async (status, code, sentence) => {
    hub.fault = (request) => (request.path.includes('/resolve/') ? { status } : null);
    const failure = await place.get().catch((error: unknown) => error);
    expect(failure).toMatchObject({ code });
    expect((failure as Error).message).toMatch(sentence);
    expect(place.waits).toEqual([]);
    expect(hub.requests.filter((request) => request.path.includes('/resolve/'))).toHaveLength(1);
  });

  it('asks the hub for a fresh address when a signed one is refused', async () => {
    hub.fault = once({ status: 403 });
    await place.get();
    expectAllRight();
  });

  it('says what is wrong when the repository is not there', async () => {
    await expect(
      place.get({ wanted: { repository: 'cerebras/other', revision: 'main' } }),
    ).rejects.toMatchObject({ code: 'not-found' });
  });

  it('refuses a redirect to where the network gate does not allow it', async () => {
    hub.fault = (request) =>
      request.path.includes('/resolve/')
        ? { status: 302, headers: { location: 'http://192.0.2.1/file' } }
        : null;
    await expect(place.get()).rejects.toThrow(
      /did not connect to 192\.0\.2\.1: the connection would not be encrypted/,
    );
  });
});

describe('a download and the disk', () => {
  it('is refused before the first byte when there is no room, with figures', async () => {
    await expect(place.get({ free: async () => 300_000_000, roomAfter: 2_000_000_000 })).rejects.toThrow(
      /BTLM needs 2\.3 GB of free disk space in .*, and 300 MB are free\. Free 2 GB/,
    );
    expect(hub.requests.every((request) => request.path.startsWith('/api/'))).toBe(true);
    expect(place.files()).toEqual([]);
  });

  it('counts what is there already', async () => {
    hub.fault = always({ resetAfter: 0 });
    await expect(place.get()).rejects.toThrow();
    const before = place.files();
    expect(before).toContain('vocab.json');
    hub.fault = () => null;
    await place.get({ free: async () => 256_000_000 + 600_000 });
    expectAllRight();
  });

  it.each([
    ['ENOSPC', /disk that holds .* is full/],
    ['EFBIG', /cannot store files this large/],
    ['EACCES', /may not write/],
    ['EIO', /reports an error/],
  ])('ends with one sentence on %s, installs nothing, and goes on later', async (code, sentence) => {
    await expect(place.get({ open: failingOpen(code, 100_000) })).rejects.toThrow(sentence);
    expect(place.files()).not.toContain(firstShard);
    place.waits.length = 0;
    await place.get();
    expectAllRight();
    expect(place.waits).toEqual([]);
  });
});

describe('a download that is stopped', () => {
  it('ends at once, keeps what came, and goes on from there', async () => {
    const controller = new AbortController();
    const attempt = place.get({
      signal: controller.signal,
      report: (amount) => {
        if ((amount?.done ?? 0) > 200_000) controller.abort(new Error('paused'));
      },
    });
    await expect(attempt).rejects.toThrow('paused');
    expect(place.files()).toContain(`${firstShard}.part`);
    hub.requests.length = 0;
    await place.get();
    expectAllRight();
    expect(storageRequests()[0]!.headers.range).toBeDefined();
    expect(
      place.steps.some((step) => step.startsWith('Checking what is already here of pytorch_model')),
    ).toBe(true);
  });

  it('does not sit out a wait', async () => {
    hub.fault = always({ status: 500 });
    const controller = new AbortController();
    place.patience.wait = (_, signal) =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
        controller.abort(new Error('paused'));
      });
    await expect(place.get({ signal: controller.signal })).rejects.toThrow('paused');
  });

  it('ends when the offline switch is turned on, and connects no more until it is off', async () => {
    const attempt = place.get({
      report: (amount) => {
        if ((amount?.done ?? 0) > 100_000) place.settings.set({ offline: true });
      },
    });
    await expect(attempt).rejects.toThrow(/set to stay offline/);
    hub.requests.length = 0;
    await expect(place.get()).rejects.toThrow(/set to stay offline/);
    expect(hub.requests).toEqual([]);
    expect(place.network.attempts()[0]).toMatchObject({
      allowed: false,
      outcome: expect.stringMatching(/offline/),
    });
    place.settings.set({ offline: false });
    await place.get();
    expectAllRight();
  });
});

/** Opens real files whose writes fail once so many bytes are in them. */
function failingOpen(code: string, after: number) {
  return async (path: string, flags: string): Promise<FileHandle> => {
    const handle = await open(path, flags);
    return new Proxy(handle, {
      get(target, key) {
        if (key === 'write')
          return async (buffer: Buffer, offset: number, length: number, position: number) => {
            if (position + length > after) throw Object.assign(new Error(`${code}: no`), { code });
            return target.write(buffer, offset, length, position);
          };
        const value = Reflect.get(target, key) as unknown;
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  };
}
