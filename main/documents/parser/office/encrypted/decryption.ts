/** A way in which Office encrypts documents, with what one file says about it. */
export interface Decryption {
  /** The key that a password gives, or null when it is not the right password. */
  keyFor(password: string): Buffer | null;
  /** The clear bytes, filled up to whole blocks. */
  decrypt(key: Buffer, bytes: Uint8Array): Buffer;
}
