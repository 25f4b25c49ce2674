import type { Bittern } from '../../preload/contract/index.ts';
import { type Connection, type HandedOver, runsOnMac } from './connection.ts';

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
    sources: async (files) => {
      const handedOver: HandedOver = { sources: [], refused: [] };
      for (const [index, path] of bridge.pathsOf([...files]).entries()) {
        const { name } = files[index]!;
        if (path !== '') handedOver.sources.push({ kind: 'path', path });
        else
          handedOver.refused.push({
            name,
            message: `“${name}” is not a file on this disk. Save it, then drop it.`,
          });
      }
      return handedOver;
    },
    originalUrl: (documentId) => new URL(`/original/${documentId}`, location.href).href,
  };
}
