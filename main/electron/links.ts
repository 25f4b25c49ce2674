import { shell } from 'electron';
import { BitternError } from '../../preload/contract/index.ts';

const allowed = ['https:', 'mailto:'];

/**
 * Opens a link of an answer or document in the person's browser or mail program. The only place that does so. Throws
 * `bad-input` for every other scheme: a document could name one that starts a program.
 */
export async function openLink(address: string): Promise<void> {
  const url = URL.parse(address);
  if (!url || !allowed.includes(url.protocol) || url.username !== '' || url.password !== '')
    throw new BitternError(
      'bad-input',
      'Only https:// addresses and mail addresses can be opened from here. Copy the link instead.',
    );
  await shell.openExternal(url.href);
}
