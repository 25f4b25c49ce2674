import { useCallback, useState } from 'react';
import { BitternError, type CallOutput } from '../../preload/contract/index.ts';
import { errorOf } from '../transport/calls.ts';
import type { Connection, HandedOver, UploadProgress } from '../transport/connection.ts';
import { useConnection } from '../transport/provider.tsx';
import { counted } from '../ui/figures.ts';
import { useNotify } from '../ui/toasts.tsx';
import { classify } from './classify.ts';
import type { DroppedItem } from './read-drop.ts';

/** How many files are handed over in one call while a large folder is sent. */
const portion = 100;

/** Files on their way to the program. */
export interface Adding {
  what: string;
  progress: UploadProgress | null;
}

/** Where documents go: to the library, or to a conversation (made first when it does not exist yet). */
export type Destination = { to: 'library' } | { to: 'conversation'; id: () => Promise<string> };

/** Adds what was dropped, pasted or chosen: models become models, everything else documents. */
export function useAddFiles(destination: Destination): {
  add: (items: readonly DroppedItem[]) => Promise<void>;
  adding: Adding | null;
} {
  const connection = useConnection();
  const notify = useNotify();
  const [adding, setAdding] = useState<Adding | null>(null);
  const add = useCallback(
    async (items: readonly DroppedItem[]) => {
      const { models, documents } = classify(items);
      // What is wrong with one of them is no reason to leave the others.
      for (const model of models) await attempt(() => addModel(model));
      if (documents.length > 0) await attempt(() => addDocuments(documents));
      setAdding(null);
      async function attempt(work: () => Promise<void>): Promise<void> {
        try {
          await work();
        } catch (thrown) {
          notify({ level: 'error', text: errorOf(thrown).message });
        }
      }
      async function addModel(model: DroppedItem): Promise<void> {
        setAdding({ what: `Adding ${model.name}`, progress: null });
        const { sources, refused } = await sourcesOf(connection, [model], (progress) =>
          setAdding({ what: `Adding ${model.name}`, progress }),
        );
        // A checkpoint of which a file is missing is none.
        if (refused[0]) throw new BitternError('bad-input', refused[0].message);
        const { model: added } = await connection.bittern.call('model.add', { sources });
        notify({
          level: 'info',
          text: added ? `“${added.name}” is installed.` : `“${model.name}” is being converted. See Models.`,
        });
      }
      async function addDocuments(wanted: readonly DroppedItem[]): Promise<void> {
        const what = wanted.length === 1 ? wanted[0]!.name : counted(wanted.length, 'item');
        const conversationId = destination.to === 'conversation' ? await destination.id() : undefined;
        const say = (progress: UploadProgress | null) => setAdding({ what: `Adding ${what}`, progress });
        say(null);
        const refused = await importAll(connection, wanted, conversationId, say);
        for (const { message } of refused.slice(0, 3)) notify({ level: 'error', text: message });
        if (refused.length > 3)
          notify({ level: 'error', text: `${counted(refused.length - 3, 'more file')} could not be added.` });
      }
    },
    [connection, notify, destination],
  );
  return { add, adding };
}

/** In Electron a folder is handed over as its path; in the browser as its files. */
async function sourcesOf(
  connection: Connection,
  items: readonly DroppedItem[],
  onProgress: (progress: UploadProgress) => void,
): Promise<HandedOver> {
  const files = await filesOf(connection, items);
  return connection.sources(files, { onProgress });
}

async function filesOf(connection: Connection, items: readonly DroppedItem[]): Promise<File[]> {
  const lists = await Promise.all(
    items.map(async (item) =>
      connection.shell === 'electron' && item.handle ? [item.handle] : item.files(),
    ),
  );
  return lists.flat();
}

type Refused = CallOutput<'document.import'>['refused'][number];

async function importAll(
  connection: Connection,
  items: readonly DroppedItem[],
  conversationId: string | undefined,
  onProgress: (progress: UploadProgress) => void,
): Promise<Refused[]> {
  const files = await filesOf(connection, items);
  if (files.length === 0) {
    const names = items.map(({ name }) => `“${name}”`).join(', ');
    return [{ name: names, message: `There is no file in ${names}.` }];
  }
  const refused: Refused[] = [];
  for (let from = 0; from < files.length; from += portion) {
    const { sources, refused: unsent } = await connection.sources(files.slice(from, from + portion), {
      onProgress,
    });
    refused.push(...unsent);
    if (sources.length === 0) continue;
    const result = await connection.bittern.call('document.import', {
      sources,
      ...(conversationId ? { conversationId } : {}),
    });
    refused.push(...result.refused);
  }
  return refused;
}
