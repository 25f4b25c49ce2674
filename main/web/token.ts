import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** A secret that only whoever was shown the address has: 256 bits, written for a URL. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** Compares in a time that tells nothing about where they differ. Hashed first, so that lengths tell nothing either. */
export function isToken(given: string | null | undefined, token: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given ?? ''), digest(token)) && given !== '';
}
