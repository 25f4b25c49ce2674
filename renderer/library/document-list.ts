import { useMemo } from 'react';
import type { CallInput, CallOutput, DocumentSummary, Passage } from '../../preload/contract/index.ts';
import { useCall, useCalls } from '../transport/calls.ts';

/** Documents that are asked for together: more than a window shows. */
export const partSize = 100;

/** What is searched for, with which tag, in which order. */
export type ListFilter = Omit<CallInput<'document.list'>, 'from' | 'limit'>;

/** A list of documents of which only the parts that are looked at are here. */
export interface DocumentList {
  /** Undefined until something is known of it. */
  about: CallOutput<'document.list'> | undefined;
  error: { message: string } | null;
  retry(): void;
  total: number;
  /** The document at a place of the list; undefined while its part is on its way. */
  at(index: number): DocumentSummary | undefined;
  /** The passage of a document that fits the search best. */
  passageOf(id: string): Passage | null;
}

/** The first and the last part of a list that are shown. */
export interface ShownParts {
  first: number;
  last: number;
}

/** The parts in which the lines from `first` to `last` are. */
export function partsOf(first: number, last: number): ShownParts {
  return { first: Math.floor(first / partSize), last: Math.floor(last / partSize) };
}

/** The documents that fit, from the program. The first part is always among those asked for: it tells about the whole. */
export function useDocumentList(filter: ListFilter, shown: ShownParts): DocumentList {
  const {
    data: about,
    error,
    refetch,
  } = useCall('document.list', { ...filter, from: 0, limit: partSize }, { keepPrevious: true });
  const numbers = useMemo(
    () =>
      Array.from({ length: shown.last - shown.first + 1 }, (_, index) => shown.first + index).filter(
        (part) => part > 0,
      ),
    [shown],
  );
  const others = useCalls(
    'document.list',
    numbers.map((part) => ({ ...filter, from: part * partSize, limit: partSize })),
  );
  const parts = new Map([[0, about], ...numbers.map((part, index) => [part, others[index]] as const)]);
  return {
    about,
    error,
    retry: () => void refetch(),
    total: about?.total ?? 0,
    at: (index) => parts.get(Math.floor(index / partSize))?.documents[index % partSize],
    passageOf(id) {
      for (const part of parts.values()) {
        const passage = part?.found.find(({ documentId }) => documentId === id);
        if (passage) return passage;
      }
      return null;
    },
  };
}
