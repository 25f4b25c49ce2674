import { useCallback, useEffect, useState } from 'react';
import type { DocumentSummary } from '../../preload/contract/index.ts';
import { errorOf } from '../transport/calls.ts';
import { useBittern } from '../transport/provider.tsx';
import { useNotify } from '../ui/toasts.tsx';
import type { ListFilter } from './document-list.ts';

/** What is known of a document that was chosen, whether or not the list still shows it. */
export type Chosen = Pick<DocumentSummary, 'id' | 'fileName' | 'conversations'>;

/** The documents that were chosen in the library. They stay chosen while something else is searched for. */
export interface Selection {
  chosen: ReadonlyMap<string, Chosen>;
  /** True while all documents of a list are on their way into it. */
  gathering: boolean;
  toggle(document: Chosen): void;
  /** Adds every document that fits, shown or not. */
  addAll(filter: ListFilter): Promise<void>;
  clear(): void;
}

/** Documents that are asked for together when all are chosen: the most that the program gives. */
const gatheredTogether = 1000;

/** How long removed documents are collected before they leave the selection together, in milliseconds. */
const leaveEveryMs = 100;

/** Keeps what was chosen in the library. */
export function useSelection(): Selection {
  const bittern = useBittern();
  const notify = useNotify();
  const [chosen, setChosen] = useState<ReadonlyMap<string, Chosen>>(new Map());
  const [gathering, setGathering] = useState(false);
  useEffect(() => {
    const removed = new Set<string>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const leave = () => {
      timer = undefined;
      const gone = new Set(removed);
      removed.clear();
      setChosen((before) =>
        [...gone].some((id) => before.has(id))
          ? new Map([...before].filter(([id]) => !gone.has(id)))
          : before,
      );
    };
    const stop = bittern.on('document.removed', ({ id }) => {
      removed.add(id);
      timer ??= setTimeout(leave, leaveEveryMs);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [bittern]);
  const toggle = useCallback((document: Chosen) => {
    setChosen((before) => {
      const next = new Map(before);
      if (!next.delete(document.id)) next.set(document.id, document);
      return next;
    });
  }, []);
  const addAll = async ({ order: _order, ...filter }: ListFilter) => {
    setGathering(true);
    try {
      const all: Chosen[] = [];
      for (let from = 0; ; from += gatheredTogether) {
        const part = { ...filter, from, limit: gatheredTogether };
        const { documents, total } = await bittern.call('document.list', part);
        all.push(...documents);
        if (from + gatheredTogether >= total) break;
      }
      setChosen((before) => new Map([...before, ...all.map((document) => [document.id, document] as const)]));
    } catch (thrown) {
      notify({ level: 'error', text: errorOf(thrown).message });
    } finally {
      setGathering(false);
    }
  };
  return { chosen, gathering, toggle, addAll, clear: () => setChosen(new Map()) };
}
