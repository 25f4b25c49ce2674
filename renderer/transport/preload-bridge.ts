import type { Bittern } from '../../preload/contract/index.ts';
import { type Connection, runsOnMac } from './connection.ts';

/** What the preload script puts on `window.bittern`. */
export interface PreloadBridge extends Bittern {
  /** Paths of files that the person dropped or chose, in their order. */
  pathsOf(files: File[]): string[];
  /** Node's name of the platform. */
  readonly platform: string;
}

declare global {
  interface Window {
    readonly bittern?: PreloadBridge;
  }
}

/** The contract over Electron's context bridge. It lives as long as the window, so it is always open. */
export function connectToPreload(bridge: PreloadBridge): Connection {
  return {
    bittern: bridge,
    shell: 'electron',
    isMac: runsOnMac(bridge.platform),
    state: () => 'open',
    generation: () => 1,
    subscribe: () => () => {},
    sources: async (files) =>
      bridge
        .pathsOf([...files])
        .filter((path) => path !== '')
        .map((path) => ({ kind: 'path', path })),
    originalUrl: (documentId) => new URL(`/original/${documentId}`, location.href).href,
  };
}
