import { createDecipheriv, createHash } from 'node:crypto';
import type { Decryption } from './decryption.ts';

const rounds = 50_000;
const aesAlgorithms = new Map([
  [0x660e, 16],
  [0x660f, 24],
  [0x6610, 32],
]);

const sha1 = (...parts: Uint8Array[]): Buffer => createHash('sha1').update(Buffer.concat(parts)).digest();

/** Encryption of Office 2007 ("standard", [MS-OFFCRYPTO] 2.3.4.5): AES in single blocks, with a key from 50,000 rounds of SHA-1. */
export function standardDecryption(info: Uint8Array): Decryption | null {
  const view = new DataView(info.buffer, info.byteOffset, info.byteLength);
  if (info.length < 12) return null;
  const headerBytes = view.getUint32(8, true);
  const at = 12 + headerBytes;
  if (headerBytes < 20 || at + 4 + 16 + 16 + 4 + 32 > info.length) return null;
  const keyBytes = aesAlgorithms.get(view.getUint32(12 + 8, true));
  if (!keyBytes || view.getUint32(at, true) !== 16) return null;
  const salt = info.subarray(at + 4, at + 20);
  const verifier = info.subarray(at + 20, at + 36);
  const verifierHash = info.subarray(at + 40, at + 72);
  return {
    keyFor(password) {
      let hash = sha1(salt, Buffer.from(password, 'utf16le'));
      const round = Buffer.alloc(24);
      for (let count = 0; count < rounds; count++) {
        round.writeUInt32LE(count, 0);
        hash.copy(round, 4);
        hash = sha1(round);
      }
      const last = sha1(hash, Buffer.alloc(4));
      const mixed = (filling: number): Buffer =>
        sha1(Buffer.alloc(64, filling).map((byte, index) => byte ^ (last[index] ?? 0)));
      const key = Buffer.concat([mixed(0x36), mixed(0x5c)]).subarray(0, keyBytes);
      const isRight = sha1(decryptBlocks(key, verifier)).equals(
        decryptBlocks(key, verifierHash).subarray(0, 20),
      );
      return isRight ? key : null;
    },
    decrypt: decryptBlocks,
  };
}

function decryptBlocks(key: Buffer, bytes: Uint8Array): Buffer {
  const cipher = createDecipheriv(`aes-${key.length * 8}-ecb`, key, null).setAutoPadding(false);
  const whole = bytes.subarray(0, bytes.length - (bytes.length % 16));
  return Buffer.concat([cipher.update(whole), cipher.final()]);
}
