import { asBitternError, BitternError, isModelFile } from '../../preload/contract/index.ts';
import type { App } from '../app.ts';

/**
 * Takes files that the person opened with Bittern: models are added, everything else goes into the library. What cannot be taken
 * is said in the window. Never rejects.
 */
export async function takeFiles(
  { handlers, events }: Pick<App, 'handlers' | 'events'>,
  paths: readonly string[],
): Promise<void> {
  const { signal } = new AbortController();
  const models = paths.filter(isModelFile);
  const documents = paths.filter((path) => !isModelFile(path));
  const say = (thrown: unknown): void => {
    const error = asBitternError(thrown);
    const level = thrown instanceof BitternError ? 'warning' : 'error';
    events.emit('notice', { level, text: error.message });
  };
  for (const path of models) {
    try {
      await handlers['model.add']({ sources: [{ kind: 'path', path }] }, { signal });
    } catch (thrown) {
      say(thrown);
    }
  }
  if (documents.length === 0) return;
  try {
    const sources = documents.map((path) => ({ kind: 'path' as const, path }));
    const { refused } = await handlers['document.import']({ sources }, { signal });
    for (const { message } of refused) events.emit('notice', { level: 'warning', text: message });
  } catch (thrown) {
    say(thrown);
  }
}
