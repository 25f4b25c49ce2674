import { BitternError, bytesText } from '../../../preload/contract/index.ts';
import { contentRange, refuseFailure, strongEtag } from './answer.ts';
import type { PartFile } from './part.ts';
import type { RemoteFile } from './plan.ts';
import { PassingFailure } from './retry.ts';
import type { Server } from './server.ts';
import { Stall } from './stall.ts';

export interface TransferOptions {
  server: Server;
  signal: AbortSignal;
  stallMs: number;
  /** The entity tag that the part on disk was begun with; null when there is none. */
  etag: string | null;
  /** Called before the first byte of another entity is written. */
  saveEtag(etag: string | null): void;
  /** Bytes of this file that are there now. */
  onBytes(bytes: number): void;
}

/** The requests that bring one file's bytes into its part, from wherever it ends. */
export class Transfer {
  /** How many requests were sent. */
  requests = 0;
  readonly #file: RemoteFile;
  readonly #part: PartFile;
  readonly #options: TransferOptions;
  readonly #url: URL;
  #etag: string | null;
  /** Ranges were answered wrongly: ask for the whole file and pass over what is there. */
  #askForAll = false;
  /** The tag changed though the hash will prove the bytes: ask for the range without a condition. */
  #ignoreEtag = false;

  constructor(file: RemoteFile, part: PartFile, options: TransferOptions) {
    this.#file = file;
    this.#part = part;
    this.#options = options;
    this.#url = new URL(file.url);
    this.#etag = options.etag;
  }

  /** One request, and its answer to the end. Returns when the file is complete; a `PassingFailure` may be tried again. */
  async once(): Promise<void> {
    const part = this.#part;
    const { bytes } = this.#file;
    // Without a hash only an entity tag can tell that the server still has the same file.
    if (part.bytes > 0 && !this.#file.digest && !this.#etag) await part.restart();
    this.#options.onBytes(part.bytes);
    if (part.bytes === bytes) return;
    this.requests += 1;
    using stall = new Stall(this.#options.stallMs, this.#url.host);
    const signal = AbortSignal.any([this.#options.signal, stall.signal]);
    try {
      const response = await this.#options.server.request(this.#url, { headers: this.#headers(), signal });
      stall.renew();
      refuseFailure(response, { name: this.#file.name, url: this.#url });
      await this.#read(response, await this.#begin(response), stall);
    } finally {
      await part.flush();
    }
    if (part.bytes < bytes)
      throw new PassingFailure(
        `${this.#url.host} ended the connection with ${bytesText(bytes - part.bytes)} of ${this.#file.name} missing.`,
      );
  }

  #headers(): Record<string, string> {
    // A compressed answer has other offsets than the file.
    const headers: Record<string, string> = { 'accept-encoding': 'identity' };
    if (this.#part.bytes === 0 || this.#askForAll) return headers;
    headers.range = `bytes=${this.#part.bytes}-`;
    if (this.#etag && !this.#ignoreEtag) headers['if-range'] = this.#etag;
    return headers;
  }

  /** Decides which byte of the file the answer begins with. Returns how many bytes of it to pass over. */
  async #begin(response: Response): Promise<number> {
    const why = this.#whyUseless(response);
    if (why) {
      await response.body?.cancel();
      throw why;
    }
    const from = this.#part.bytes;
    if (response.status === 206) {
      if (from === 0 || this.#ignoreEtag) this.#remember(response);
      return 0;
    }
    if (from > 0 && this.#isSame(response)) return from;
    await this.#part.restart();
    this.#remember(response);
    return 0;
  }

  /** Why the answer's bytes cannot be used; null when they can. */
  #whyUseless(response: Response): BitternError | null {
    const { name, bytes } = this.#file;
    const encoding = response.headers.get('content-encoding');
    if (encoding && encoding !== 'identity')
      return new PassingFailure(`${this.#url.host} sends ${name} compressed, which was not asked for.`);
    if (response.status === 416) {
      this.#askForAll = true;
      return new PassingFailure(`${this.#url.host} says that it has no more of ${name}.`);
    }
    if (response.status === 206) {
      const range = contentRange(response);
      const fits = range?.start === this.#part.bytes && range.end < bytes && (range.total ?? bytes) === bytes;
      if (fits) return null;
      this.#askForAll = true;
      return new PassingFailure(`${this.#url.host} sends another part of ${name} than was asked for.`);
    }
    const length = response.headers.get('content-length');
    if (length !== null && Number(length) !== bytes) return this.#anotherFile(`${length} bytes`);
    if (this.#part.bytes > 0 && this.#file.digest && !this.#isSame(response) && !this.#ignoreEtag) {
      // Another storage host may tag the same bytes differently. The hash decides in the end.
      this.#ignoreEtag = true;
      return new PassingFailure(`${this.#url.host} has another copy of ${name} than before.`);
    }
    return null;
  }

  /** Whether a whole answer holds the entity whose beginning is here. */
  #isSame(response: Response): boolean {
    const etag = strongEtag(response);
    return this.#etag === null || etag === null ? this.#file.digest !== null : etag === this.#etag;
  }

  #remember(response: Response): void {
    this.#etag = strongEtag(response);
    this.#options.saveEtag(this.#etag);
  }

  async #read(response: Response, skip: number, stall: Stall): Promise<void> {
    const reader = response.body?.getReader();
    let left = skip;
    try {
      for (;;) {
        const chunk = await reader?.read().catch((thrown: unknown) => {
          throw this.#broken(thrown, stall);
        });
        if (!chunk || chunk.done) return;
        stall.renew();
        const fresh = chunk.value.subarray(Math.min(left, chunk.value.byteLength));
        left -= chunk.value.byteLength - fresh.byteLength;
        const room = this.#file.bytes - this.#part.bytes;
        if (fresh.byteLength > room && !this.#file.digest) throw this.#anotherFile('more bytes');
        await this.#part.append(fresh.subarray(0, room));
        this.#options.onBytes(this.#part.bytes);
        // With a hash to decide, bytes beyond the end do no harm.
        if (fresh.byteLength > room) return;
      }
    } finally {
      await reader?.cancel().catch(() => {});
    }
  }

  /** A body that ended badly: because of us, of the gate, or of the network. */
  #broken(thrown: unknown, stall: Stall): unknown {
    if (this.#options.signal.aborted) return this.#options.signal.reason;
    if (stall.signal.aborted) return stall.signal.reason;
    if (thrown instanceof BitternError) return thrown;
    return new PassingFailure(`The connection to ${this.#url.host} broke off.`, null, thrown);
  }

  #anotherFile(what: string): BitternError {
    return new BitternError(
      'unreadable',
      `${this.#options.server.host} offers ${what} as ${this.#file.name} where ${this.#file.bytes} bytes were announced, so it is not the file that was asked for. Nothing was installed. Try again later, or choose another mirror.`,
    );
  }
}
