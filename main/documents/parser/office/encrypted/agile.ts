import { createDecipheriv, createHash } from 'node:crypto';
import { parseXml } from '../../xml/reader.ts';
import { onlyOpen } from '../package.ts';
import type { Decryption } from './decryption.ts';

/** How a key or the document is encrypted, as the file describes it. */
interface Cipher {
  readonly salt: Buffer;
  readonly blockBytes: number;
  readonly keyBytes: number;
  readonly hash: string;
}

/** Purposes for which keys are derived from the password ([MS-OFFCRYPTO] 2.3.4.13). */
const verifierInput = Buffer.from('fea7d2763b4b9e79', 'hex');
const verifierValue = Buffer.from('d7aa0f6d3061344e', 'hex');
const keyValue = Buffer.from('146e0be7abacd0d6', 'hex');

/** Office writes 100,000; a file that asks for a hundred times that wants to keep a computer busy. */
const maximumRounds = 10_000_000;
const segmentBytes = 4096;
const hashes = new Map([
  ['SHA1', 'sha1'],
  ['SHA-1', 'sha1'],
  ['SHA256', 'sha256'],
  ['SHA384', 'sha384'],
  ['SHA512', 'sha512'],
]);

/** Encryption of Office 2010 and later ("agile", [MS-OFFCRYPTO] 2.3.4.10): AES with keys from a salted, repeated hash. */
export async function agileDecryption(info: Uint8Array, signal: AbortSignal): Promise<Decryption | null> {
  let document: Cipher | null = null;
  let key: (Cipher & { rounds: number; input: Buffer; value: Buffer; secret: Buffer }) | null = null;
  async function* xml(): AsyncGenerator<Uint8Array> {
    yield info.subarray(8);
  }
  await parseXml(
    xml(),
    onlyOpen((name, attributes) => {
      const base64 = (value: string | undefined): Buffer => Buffer.from(value ?? '', 'base64');
      if (name === 'enc:keyData') document = cipherOf(attributes);
      if (name !== 'encp:encryptedKey') return;
      const cipher = cipherOf(attributes);
      if (cipher)
        key = {
          ...cipher,
          rounds: Number(attributes.spinCount),
          input: base64(attributes.encryptedVerifierHashInput),
          value: base64(attributes.encryptedVerifierHashValue),
          secret: base64(attributes.encryptedKeyValue),
        };
    }),
    { signal },
  );
  return key && document ? decryption(document, key) : null;
}

function decryption(
  document: Cipher,
  key: Cipher & { rounds: number; input: Buffer; value: Buffer; secret: Buffer },
): Decryption | null {
  if (!(key.rounds >= 0 && key.rounds <= maximumRounds)) return null;
  return {
    keyFor(password) {
      const digest = (...parts: Uint8Array[]): Buffer =>
        createHash(key.hash).update(Buffer.concat(parts)).digest();
      let hash = digest(key.salt, Buffer.from(password, 'utf16le'));
      const round = Buffer.alloc(4 + hash.length);
      for (let count = 0; count < key.rounds; count++) {
        round.writeUInt32LE(count, 0);
        hash.copy(round, 4);
        hash = digest(round);
      }
      const decrypt = (purpose: Buffer, bytes: Buffer): Buffer =>
        decryptBlocks(sized(digest(hash, purpose), key.keyBytes), sized(key.salt, key.blockBytes), bytes);
      const expected = decrypt(verifierValue, key.value);
      const actual = digest(decrypt(verifierInput, key.input).subarray(0, key.salt.length));
      if (!expected.subarray(0, actual.length).equals(actual)) return null;
      return decrypt(keyValue, key.secret).subarray(0, document.keyBytes);
    },
    decrypt(secret, bytes) {
      const clear = Buffer.alloc(bytes.length);
      const number = Buffer.alloc(4);
      for (let at = 0, segment = 0; at < bytes.length; at += segmentBytes, segment++) {
        number.writeUInt32LE(segment, 0);
        const start = createHash(document.hash).update(document.salt).update(number).digest();
        const piece = bytes.subarray(at, at + segmentBytes);
        decryptBlocks(secret, sized(start, document.blockBytes), piece).copy(clear, at);
      }
      return clear;
    },
  };
}

function cipherOf(attributes: Readonly<Record<string, string>>): Cipher | null {
  const hash = hashes.get(attributes.hashAlgorithm ?? '');
  const keyBytes = Number(attributes.keyBits) / 8;
  if (!hash || attributes.cipherAlgorithm !== 'AES' || attributes.cipherChaining !== 'ChainingModeCBC')
    return null;
  if (![16, 24, 32].includes(keyBytes)) return null;
  return { hash, keyBytes, blockBytes: 16, salt: Buffer.from(attributes.saltValue ?? '', 'base64') };
}

/** Cut to a length, or filled up to it ([MS-OFFCRYPTO] 2.3.4.11). */
function sized(bytes: Buffer, length: number): Buffer {
  return bytes.length >= length
    ? bytes.subarray(0, length)
    : Buffer.concat([bytes, Buffer.alloc(length - bytes.length, 0x36)]);
}

function decryptBlocks(key: Buffer, start: Buffer, bytes: Uint8Array): Buffer {
  const cipher = createDecipheriv(`aes-${key.length * 8}-cbc`, key, start).setAutoPadding(false);
  const whole = bytes.subarray(0, bytes.length - (bytes.length % 16));
  return Buffer.concat([cipher.update(whole), cipher.final()]);
}
