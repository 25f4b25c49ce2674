import { randomBytes } from 'node:crypto';

const alphabet = '0123456789abcdefghijklmnopqrstuvwxyz';

/**
 * A new identifier such as `doc_0mhx2k8f7q3z9w1c5b4n`: time first, so that identifiers sort by age, then 12 random
 * characters (62 bits).
 */
export function newIdentifier(prefix: 'cnv' | 'msg' | 'doc' | 'mdl' | 'job' | 'fld'): string {
  const time = Date.now().toString(36).padStart(9, '0');
  let random = '';
  for (const byte of randomBytes(12)) random += alphabet[byte % 36];
  return `${prefix}_${time}${random}`;
}
