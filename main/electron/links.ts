import { shell } from 'electron';
import { checkedLink } from '../links.ts';

/** Opens a link in the person's browser or mail program. The only place that does so; throws as `checkedLink` does. */
export async function openLink(address: string): Promise<void> {
  await shell.openExternal(checkedLink(address));
}
