import { type Bittern, BitternError } from '../../preload/contract/index.ts';
import { loadWithNewAccessKey, takeAccessKey } from './access-key.ts';
import { type Connection, runsOnMac } from './connection.ts';
import { lostSentence, SocketBridge } from './socket-bridge.ts';
import { upload } from './upload.ts';

/** The contract over the browser shell's WebSocket, on the page's own origin. */
export function connectToBrowserShell(): Connection {
  const key = takeAccessKey();
  loadWithNewAccessKey();
  const isMac = runsOnMac(navigator.platform);
  if (key === null) return withoutKey(isMac);
  const url = new URL('/contract', location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  url.searchParams.set('token', key);
  const bridge = new SocketBridge(url.href);
  return {
    bittern: bridge,
    shell: 'browser',
    isMac,
    state: () => bridge.state,
    generation: () => bridge.generation,
    subscribe: (listener) => bridge.subscribe(listener),
    sources: async (files, options) => {
      refuseWhileLost(bridge);
      const handedOver = await upload(files, key, options);
      // Nothing is wrong with files that nobody took.
      if (handedOver.refused.length > 0) refuseWhileLost(bridge);
      return handedOver;
    },
    originalUrl: (documentId) =>
      new URL(`/original/${documentId}?token=${encodeURIComponent(key)}`, location.href).href,
  };
}

function refuseWhileLost({ state }: SocketBridge): void {
  if (state === 'lost' || state === 'unreachable') throw new BitternError('network', lostSentence);
}

function withoutKey(isMac: boolean): Connection {
  const refuse = () =>
    Promise.reject(new BitternError('refused', 'This page was opened without its access key.'));
  const bittern: Bittern = { call: refuse, open: () => () => {}, on: () => () => {} };
  return {
    bittern,
    shell: 'browser',
    isMac,
    state: () => 'no-key',
    generation: () => 0,
    subscribe: () => () => {},
    sources: refuse,
    originalUrl: () => '',
  };
}
