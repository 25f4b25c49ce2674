import { useCallback, useSyncExternalStore } from 'react';

/** The draft of a conversation that does not exist yet. */
export const newDraft = 'new';

const prefix = 'bittern.draft.';
const drafts = new Map<string, string>();
const listeners = new Set<() => void>();
let turns = 0;

function read(id: string): string {
  const known = drafts.get(id);
  if (known !== undefined) return known;
  const stored = localStorage.getItem(prefix + id) ?? '';
  drafts.set(id, stored);
  return stored;
}

/** Keeps what is being written in a conversation, over views and restarts, until it is sent. */
export function writeDraft(id: string, text: string): void {
  drafts.set(id, text);
  try {
    if (text === '') localStorage.removeItem(prefix + id);
    else localStorage.setItem(prefix + id, text);
  } catch {
    // More than the browser keeps for a page: it lasts as long as the window.
  }
  for (const listener of listeners) listener();
}

/** Adds a quotation of a document to a draft and asks for the composer to have the focus. */
export function quoteInDraft(id: string, quotation: string): void {
  const before = read(id);
  const quoted = quotation
    .trim()
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n');
  turns += 1;
  writeDraft(id, `${before ? `${before.trimEnd()}\n\n` : ''}${quoted}\n\n`);
}

/** Gives a conversation that was just made what was written before it was. */
export function moveDraft(from: string, to: string): void {
  writeDraft(to, read(from));
  writeDraft(from, '');
}

/** Clears what was written in a conversation, or before it began, once it was sent; what was written since moves there. */
export function sentDraft(from: string, to: string, text: string): void {
  if (read(from) === text) writeDraft(from, '');
  else if (from !== to) moveDraft(from, to);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** What is being written in a conversation; `quoted` grows when a quotation was added from outside the composer. */
export function useDraft(id: string): { text: string; write: (text: string) => void; quoted: number } {
  const text = useSyncExternalStore(subscribe, () => read(id));
  const quoted = useSyncExternalStore(subscribe, () => turns);
  const write = useCallback((next: string) => writeDraft(id, next), [id]);
  return { text, write, quoted };
}
