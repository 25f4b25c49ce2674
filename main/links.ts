import { BitternError } from '../preload/contract/index.ts';

/**
 * A link of an answer or document as it may be handed to the system: https or mail, parsed, without a user name that
 * makes another host look like the real one. Throws `bad-input` for everything else: a document could name a scheme
 * that starts a program.
 */
export function checkedLink(address: string): string {
  const url = URL.parse(address);
  if (
    url &&
    (url.protocol === 'https:' || url.protocol === 'mailto:') &&
    url.username === '' &&
    url.password === ''
  )
    return url.href;
  throw new BitternError(
    'bad-input',
    'Only https:// addresses and mail addresses can be opened from here. Copy the link instead.',
  );
}
