import { isLoopback, isSafeAddress } from './address.ts';

/** Why Bittern may open a connection. There is no other reason; each begins with a person's click. */
export type Purpose = 'model-download';

/** The hub that publishes BTLM. */
export const defaultHub = 'https://huggingface.co';

/** Where the hub's own redirects lead: its storage and content delivery hosts are subdomains of these. */
const hubDomains = ['huggingface.co', 'hf.co'];

/** Where models come from now. */
export interface HubChoice {
  /** Base address of the hub, or of the mirror that stands in for it. */
  address: URL;
  /** A person chose another place than the hub itself. */
  isMirror: boolean;
}

/**
 * Why a connection may not be opened, as the end of a sentence, or null when it may.
 * A first request goes to the hub or the chosen mirror, nowhere else. The hub may redirect to its own storage hosts;
 * a mirror to any https host, because choosing it means trusting it to name its storage, and what comes is checked
 * by hash. `hop` counts redirects.
 */
export function whyRefused(purpose: Purpose, url: URL, hub: HubChoice, hop: number): string | null {
  switch (purpose) {
    case 'model-download': {
      if (!isSafeAddress(url)) return 'the connection would not be encrypted';
      if (url.origin === hub.address.origin) return null;
      if (hop === 0) return 'it is neither the model hub nor the chosen mirror';
      if (isLoopback(url.hostname) && !isLoopback(hub.address.hostname))
        return 'a server elsewhere may not redirect to this machine';
      if (hub.isMirror || isHubDomain(url.hostname)) return null;
      return 'the hub does not keep its files there';
    }
  }
}

function isHubDomain(hostname: string): boolean {
  return hubDomains.some((domain) => hostname === domain || hostname.endsWith(`.${domain}`));
}
