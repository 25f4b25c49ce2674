import { useEffect, useState } from 'react';
import { useBittern } from '../transport/provider.tsx';
import { type Found, findThroughout } from './finding.ts';

interface FindState {
  found: readonly Found[];
  /** Up to which offset was searched. */
  searched: number;
}

const nothing: FindState = { found: [], searched: 0 };

/** Searches a document's text as the query is typed. */
export function useFind(documentId: string, length: number, query: string): FindState {
  const bittern = useBittern();
  const [state, setState] = useState(nothing);
  useEffect(() => {
    setState(nothing);
    if (query.trim() === '') return;
    const controller = new AbortController();
    const timer = setTimeout(() => {
      const read = async (start: number, end: number) =>
        (await bittern.call('document.text', { id: documentId, start, end })).text;
      findThroughout(
        length,
        query,
        read,
        (found, searched) => setState({ found, searched }),
        controller.signal,
      ).catch(() => setState((before) => ({ ...before, searched: length })));
    }, 150);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [bittern, documentId, length, query]);
  return state;
}
