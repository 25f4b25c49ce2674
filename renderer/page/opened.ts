import { useSyncExternalStore } from 'react';

/** A place in a document to show beside what is being read. */
export interface Place {
  documentId: string;
  /** UTF-16 offsets of a passage to mark; null to open at the beginning. */
  passage: { start: number; end: number } | null;
  /** The sentence within the passage that counts most. */
  highlight: { start: number; end: number } | null;
  /** The question that led here, for explaining why a passage was or was not chosen. */
  question: string | null;
  messageId: string | null;
  tab: 'page' | 'text' | 'report' | null;
}

/** A place that was opened; `turn` tells two openings of the same place apart. */
export interface OpenedPlace extends Place {
  turn: number;
}

let opened: OpenedPlace | null = null;
let turns = 0;
const listeners = new Set<() => void>();

function set(next: OpenedPlace | null): void {
  opened = next;
  for (const listener of listeners) listener();
}

/** Opens a document at a place in the panel beside the view. */
export function openPlace(place: Pick<Place, 'documentId'> & Partial<Place>): void {
  turns += 1;
  set({ passage: null, highlight: null, question: null, messageId: null, tab: null, ...place, turn: turns });
}

/** Closes the panel. */
export function closePlace(): void {
  set(null);
}

/** What the panel shows, or null when it is closed. */
export function useOpenedPlace(): OpenedPlace | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => opened,
  );
}
