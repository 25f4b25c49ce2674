import { createCipheriv, createHash, randomBytes } from 'node:crypto';

const sectorBytes = 512;
const endOfChain = 0xfffffffe;
const free = 0xffffffff;

interface Stream {
  readonly name: string;
  readonly content: Uint8Array;
}

/** Writes an OLE compound file ([MS-CFB]) with the given streams; those below 4096 bytes go into the short stream. */
export function compoundFile(streams: readonly Stream[]): Buffer {
  const sectors: Buffer[] = [];
  const table: number[] = [];
  const add = (content: Uint8Array): number => {
    if (content.length === 0) return endOfChain;
    const start = sectors.length;
    for (let at = 0; at < content.length; at += sectorBytes) {
      const sector = Buffer.alloc(sectorBytes);
      Buffer.from(content.subarray(at, at + sectorBytes)).copy(sector);
      table.push(at + sectorBytes < content.length ? sectors.length + 1 : endOfChain);
      sectors.push(sector);
    }
    return start;
  };
  const short: Buffer[] = [];
  const shortTable: number[] = [];
  const entries: Buffer[] = [];
  const entry = (name: string, type: number, start: number, bytes: number): void => {
    const raw = Buffer.alloc(128);
    raw.write(name, 'utf16le');
    raw.writeUInt16LE(2 * name.length + 2, 64);
    raw[66] = type;
    raw.writeUInt32LE(start, 116);
    raw.writeUInt32LE(bytes, 120);
    entries.push(raw);
  };
  entry('Root Entry', 5, 0, 0);
  for (const { name, content } of streams) {
    if (content.length >= 4096) {
      entry(name, 2, add(content), content.length);
      continue;
    }
    entry(name, 2, shortTable.length, content.length);
    for (let at = 0; at < content.length; at += 64) {
      const piece = Buffer.alloc(64);
      Buffer.from(content.subarray(at, at + 64)).copy(piece);
      short.push(piece);
      shortTable.push(at + 64 < content.length ? shortTable.length + 1 : endOfChain);
    }
  }
  const shortStream = Buffer.concat(short);
  entries[0]!.writeUInt32LE(add(shortStream), 116);
  entries[0]!.writeUInt32LE(shortStream.length, 120);
  const words = (values: readonly number[]): Buffer => {
    const bytes = Buffer.alloc(4 * values.length);
    for (const [index, value] of values.entries()) bytes.writeUInt32LE(value, 4 * index);
    return bytes;
  };
  const shortTableStart = add(words(shortTable));
  const directoryStart = add(Buffer.concat(entries));
  const tableSectors = Math.ceil((table.length + 128) / 128);
  const tableStart = sectors.length;
  const whole = [...table, ...Array<number>(tableSectors).fill(0xfffffffd)];
  while (whole.length < tableSectors * 128) whole.push(free);
  const header = Buffer.alloc(sectorBytes);
  Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]).copy(header);
  header.writeUInt16LE(9, 30);
  header.writeUInt16LE(6, 32);
  header.writeUInt32LE(tableSectors, 44);
  header.writeUInt32LE(directoryStart, 48);
  header.writeUInt32LE(4096, 56);
  header.writeUInt32LE(shortTable.length > 0 ? shortTableStart : endOfChain, 60);
  header.writeUInt32LE(endOfChain, 68);
  for (let index = 0; index < 109; index++)
    header.writeUInt32LE(index < tableSectors ? tableStart + index : free, 76 + 4 * index);
  return Buffer.concat([header, ...sectors, words(whole)]);
}

const rounds = 1000;
const little = (number: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(number);
  return bytes;
};
const padded = (bytes: Uint8Array): Buffer =>
  Buffer.concat([bytes, Buffer.alloc((16 - (bytes.length % 16)) % 16)]);

/** Encrypts a document as Office 2010 and later do ([MS-OFFCRYPTO] 2.3.4.10), with AES-256 and SHA-512. */
export function encryptAgile(document: Uint8Array, password: string): Buffer {
  const digest = (...parts: Uint8Array[]): Buffer =>
    createHash('sha512').update(Buffer.concat(parts)).digest();
  const cipher = (key: Buffer, start: Buffer, bytes: Uint8Array): Buffer => {
    const aes = createCipheriv('aes-256-cbc', key, start).setAutoPadding(false);
    return Buffer.concat([aes.update(padded(bytes)), aes.final()]);
  };
  const [keySalt, documentSalt, secret, verifier] = [16, 16, 32, 16].map((bytes) => randomBytes(bytes)) as [
    Buffer,
    Buffer,
    Buffer,
    Buffer,
  ];
  let hash = digest(keySalt, Buffer.from(password, 'utf16le'));
  for (let count = 0; count < rounds; count++) hash = digest(little(count), hash);
  const wrap = (purpose: string, bytes: Buffer): string =>
    cipher(digest(hash, Buffer.from(purpose, 'hex')).subarray(0, 32), keySalt, bytes).toString('base64');
  const common =
    'saltSize="16" blockSize="16" keyBits="256" hashSize="64" cipherAlgorithm="AES" cipherChaining="ChainingModeCBC" hashAlgorithm="SHA512"';
  const info = `<?xml version="1.0"?><encryption xmlns="http://schemas.microsoft.com/office/2006/encryption" xmlns:p="http://schemas.microsoft.com/office/2006/keyEncryptor/password"><keyData ${common} saltValue="${documentSalt.toString('base64')}"/><keyEncryptors><keyEncryptor><p:encryptedKey spinCount="${rounds}" ${common} saltValue="${keySalt.toString('base64')}" encryptedVerifierHashInput="${wrap('fea7d2763b4b9e79', verifier)}" encryptedVerifierHashValue="${wrap('d7aa0f6d3061344e', digest(verifier))}" encryptedKeyValue="${wrap('146e0be7abacd0d6', secret)}"/></keyEncryptor></keyEncryptors></encryption>`;
  const pieces: Buffer[] = [];
  for (let at = 0; at < document.length; at += 4096) {
    const start = digest(documentSalt, little(at / 4096)).subarray(0, 16);
    pieces.push(cipher(secret, start, document.subarray(at, at + 4096)));
  }
  return compoundFile([
    {
      name: 'EncryptionInfo',
      content: Buffer.concat([Buffer.from([4, 0, 4, 0, 0x40, 0, 0, 0]), Buffer.from(info)]),
    },
    { name: 'EncryptedPackage', content: Buffer.concat([little(document.length), little(0), ...pieces]) },
  ]);
}

/** Encrypts a document as Office 2007 does ([MS-OFFCRYPTO] 2.3.4.5), with AES-128 and SHA-1. */
export function encryptStandard(document: Uint8Array, password: string): Buffer {
  const digest = (...parts: Uint8Array[]): Buffer => createHash('sha1').update(Buffer.concat(parts)).digest();
  const [salt, verifier] = [randomBytes(16), randomBytes(16)];
  let hash = digest(salt, Buffer.from(password, 'utf16le'));
  for (let count = 0; count < 50_000; count++) hash = digest(little(count), hash);
  const last = digest(hash, little(0));
  const key = digest(Buffer.alloc(64, 0x36).map((byte, index) => byte ^ (last[index] ?? 0))).subarray(0, 16);
  const cipher = (bytes: Uint8Array): Buffer => {
    const aes = createCipheriv('aes-128-ecb', key, null).setAutoPadding(false);
    return Buffer.concat([aes.update(padded(bytes)), aes.final()]);
  };
  const header = Buffer.concat([
    little(0x24),
    little(0),
    little(0x660e),
    little(0x8004),
    little(128),
    little(0x18),
    little(0),
    little(0),
    Buffer.from('AES\0', 'utf16le'),
  ]);
  return compoundFile([
    {
      name: 'EncryptionInfo',
      content: Buffer.concat([
        Buffer.from([4, 0, 2, 0]),
        little(0x24),
        little(header.length),
        header,
        little(16),
        salt,
        cipher(verifier),
        little(20),
        cipher(digest(verifier)),
      ]),
    },
    {
      name: 'EncryptedPackage',
      content: Buffer.concat([little(document.length), little(0), cipher(document)]),
    },
  ]);
}
