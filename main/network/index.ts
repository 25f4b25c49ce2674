import { BitternError, type Settings } from '../../preload/contract/index.ts';
import type { Handlers } from '../handlers.ts';
import type { Log } from '../log.ts';
import type { Store } from '../store/index.ts';
import { type NetworkAttempt, networkTable } from '../store/network.ts';
import { isSafeAddress, withoutSecrets } from './address.ts';
import { connectionError, failureCode, offlineError } from './failure.ts';
import { defaultHub, type HubChoice, type Purpose, whyRefused } from './policy.ts';
import { headersFor, redirectTarget } from './redirect.ts';

export { isSafeAddress } from './address.ts';
export { ConnectionError } from './failure.ts';
export type { Purpose } from './policy.ts';

const longestRedirectChain = 8;
const rowsKept = 5000;
const rowsShown = 1000;

export interface RequestOptions {
  method?: 'GET' | 'HEAD';
  headers?: Readonly<Record<string, string>>;
  signal?: AbortSignal | undefined;
}

/** The only way out of this machine. */
export interface Network {
  readonly handlers: Pick<Handlers, 'app.network'>;
  /**
   * Fetches, if the offline switch, the purpose and the address allow it. Redirects are followed here, each hop
   * checked and written down; secrets do not cross origins. Whatever status comes is returned.
   * Turning the offline switch on ends open answers too.
   * Throws `network` (offline, or a `ConnectionError`) or `refused`; an abort of `signal` comes as its reason.
   */
  gatedFetch(purpose: Purpose, address: string | URL, options?: RequestOptions): Promise<Response>;
  /** Where models come from now: the mirror that is set, else the hub. */
  hub(): HubChoice;
  /** Writes an attempt into the ledger that something else stopped, such as a window's own request. */
  recordRefusal(purpose: string, address: string): void;
  /** Newest first. */
  attempts(): NetworkAttempt[];
  close(): void;
}

export interface NetworkOptions {
  store: Store;
  /** The settings service, of which two keys matter here. */
  settings: {
    get(): Pick<Settings, 'offline' | 'mirror'>;
    onChange(listener: (now: Pick<Settings, 'offline'>) => void): () => void;
  };
  log: Log;
  /** Another hub than the public one; the mirror setting goes before it. */
  hubUrl?: string | undefined;
  /** What opens connections; Node's own unless a door has one that knows the system's proxy. */
  fetch?: typeof fetch;
}

/** The gate and ledger of outgoing connections. Throws `bad-input` when `hubUrl` is not safe. */
export function createNetwork(options: NetworkOptions): Network {
  const { settings, log } = options;
  const table = networkTable(options.store);
  const open = options.fetch ?? fetch;
  const ownHub = options.hubUrl ?? defaultHub;
  if (!isSafeAddress(ownHub))
    throw new BitternError('bad-input', `The hub's address must begin with https://, but it is ${ownHub}.`);
  table.prune(rowsKept);

  let offline = new AbortController();
  const stopWatching = settings.onChange((now) => {
    if (now.offline) offline.abort(offlineError());
    else if (offline.signal.aborted) offline = new AbortController();
  });

  const hub = (): HubChoice => {
    const { mirror } = settings.get();
    const address = new URL(mirror ?? ownHub);
    return { address, isMirror: address.origin !== new URL(defaultHub).origin };
  };

  const refuse = (purpose: string, url: URL, why: string, error: BitternError): never => {
    table.add({
      at: Date.now(),
      purpose,
      url: withoutSecrets(url),
      allowed: false,
      outcome: `refused: ${why}`,
    });
    throw error;
  };

  /** Opens one connection, written down before and after. */
  const request = async (purpose: Purpose, url: URL, hop: number, init: RequestInit): Promise<Response> => {
    if (settings.get().offline) refuse(purpose, url, 'Bittern is set to stay offline', offlineError());
    const why = whyRefused(purpose, url, hub(), hop);
    if (why)
      refuse(
        purpose,
        url,
        why,
        new BitternError('refused', `Bittern did not connect to ${url.host}: ${why}. Nothing was sent.`),
      );
    const attempt = { at: Date.now(), purpose, url: withoutSecrets(url), allowed: true };
    const row = table.add({ ...attempt, outcome: 'connecting' });
    const switchedOff = offline.signal;
    const signal = init.signal ? AbortSignal.any([init.signal, switchedOff]) : switchedOff;
    try {
      const response = await open(url, { ...init, redirect: 'manual', signal });
      const next = redirectTarget(response, url);
      table.finish(row, next ? `${response.status}, redirected to ${next.host}` : String(response.status));
      return response;
    } catch (thrown) {
      if (signal.aborted) {
        table.finish(row, 'stopped');
        throw signal.reason;
      }
      table.finish(row, `failed: ${failureCode(thrown) ?? 'no answer'}`);
      log('warn', `A connection to ${url.host} failed.`, thrown);
      throw connectionError(thrown, url);
    }
  };

  const attempts = (): NetworkAttempt[] => table.latest(rowsShown);

  return {
    handlers: { 'app.network': () => ({ attempts: attempts() }) },
    async gatedFetch(purpose, address, { method = 'GET', headers: given, signal } = {}) {
      let url = new URL(address);
      let headers = new Headers(given as Record<string, string>);
      for (let hop = 0; hop <= longestRedirectChain; hop++) {
        const response = await request(purpose, url, hop, { method, headers, signal: signal ?? null });
        const next = redirectTarget(response, url);
        if (!next) return response;
        await response.body?.cancel();
        headers = headersFor(next, url, headers);
        url = next;
      }
      throw new BitternError(
        'network',
        `${url.host} redirects in circles. Try again later, or choose another mirror.`,
      );
    },
    hub,
    recordRefusal(purpose, address) {
      const outcome = 'refused: this part of Bittern never connects';
      table.add({ at: Date.now(), purpose, url: withoutSecrets(address), allowed: false, outcome });
    },
    attempts,
    close: stopWatching,
  };
}
