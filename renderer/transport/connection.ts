import type { Bittern, Source } from '../../preload/contract/index.ts';

/**
 * `connecting`: no connection yet. `open`: in use. `lost`: it was open and is being restored. `unreachable`: several
 * tries failed. `no-key`: the page was opened without the key that the program printed.
 */
export type ConnectionState = 'connecting' | 'open' | 'lost' | 'unreachable' | 'no-key';

/** How far an upload is, over all its files. */
export interface UploadProgress {
  sentBytes: number;
  totalBytes: number;
}

/** What carries the contract: Electron's bridge, or the browser shell's WebSocket. */
export interface Connection {
  readonly bittern: Bittern;
  readonly shell: 'electron' | 'browser';
  /** macOS shows ⌘ where others show Ctrl. */
  readonly isMac: boolean;
  /** The state now; grows by one each time the connection is established anew. */
  readonly state: () => ConnectionState;
  readonly generation: () => number;
  /** Called when state or generation changed; returns a function that stops listening. */
  subscribe(listener: () => void): () => void;
  /** Makes files that the person chose available to the program: by path in Electron, by upload in the browser. */
  sources(files: readonly File[], options?: SourceOptions): Promise<HandedOver>;
  /** Address of a document's original bytes, on the window's own origin. */
  originalUrl(documentId: string): string;
}

/** What became of files that were to be handed over; one that fails does not keep the others. */
export interface HandedOver {
  sources: Source[];
  /** What could not be handed over, each with a sentence. */
  refused: { name: string; message: string }[];
}

export interface SourceOptions {
  onProgress?: (progress: UploadProgress) => void;
  signal?: AbortSignal;
}

/** Whether the person's machine calls its modifier key ⌘. */
export function runsOnMac(platform: string): boolean {
  return /^(mac|darwin|iP)/i.test(platform);
}
