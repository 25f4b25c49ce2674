import type { Network } from '../../network/index.ts';

export interface ServerRequest {
  method?: 'GET' | 'HEAD';
  headers?: Record<string, string>;
  signal: AbortSignal;
}

/** The hub or mirror that files are asked of. */
export interface Server {
  /** Base address without a slash at the end. */
  readonly address: string;
  /** As people name it. */
  readonly host: string;
  /** Another server than the public hub: it may lack the hub's API. */
  readonly isMirror: boolean;
  /** Sends a request through the network gate. */
  request(url: URL, request: ServerRequest): Promise<Response>;
}

/** The server that is set now. The access token goes to that server alone: the gate drops it at a redirect elsewhere. */
export function currentServer(network: Pick<Network, 'gatedFetch' | 'hub'>, token: string | null): Server {
  const { address, isMirror } = network.hub();
  return {
    address: address.href.replace(/\/+$/, ''),
    host: address.host,
    isMirror,
    request: (url, { method = 'GET', headers, signal }) =>
      network.gatedFetch('model-download', url, {
        method,
        headers: { ...headers, ...(token && { authorization: `Bearer ${token}` }) },
        signal,
      }),
  };
}
