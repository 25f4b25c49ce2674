import type { Readable } from 'node:stream';

/** An entry of an archive, however it was found. */
export interface ArchiveEntry {
  readonly name: string;
  /** The inflated size that it declares, not to be believed; null when it declares none. */
  readonly declaredBytes: number | null;
  readonly packedBytes: number;
  /** CRC-32 of its inflated bytes; null when it declares none. */
  readonly checksum: number | null;
  readonly isEncrypted: boolean;
  /** Its inflated bytes. */
  open(): Promise<Readable>;
}

/** A name from its bytes: UTF-8 where that is possible, whatever the archive says. */
export function nameOf(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const name = buffer.toString('utf8');
  return name.includes('\uFFFD') ? buffer.toString('latin1') : name;
}

/** Names are compared as Office compares them: either slash, no slash in front, no difference of case. */
export function keyOf(name: string): string {
  return name.replaceAll('\\', '/').replace(/^\/+/, '').toLowerCase();
}
