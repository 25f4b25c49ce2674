import { useEffect, useState } from 'react';

/** Text that the person selected in a document. Offsets are known where the stored text is shown. */
export interface SelectedText {
  text: string;
  range: { start: number; end: number } | null;
  /** The page it was selected on, where the rendered page is shown. */
  page: number | null;
}

/** Follows the selection within an element; null while nothing is selected there. */
export function useSelectedText(within: HTMLElement | null): SelectedText | null {
  const [selected, setSelected] = useState<SelectedText | null>(null);
  useEffect(() => {
    const changed = () => {
      const selection = document.getSelection();
      // Clicking a button of ours must not lose what is selected.
      if (!selection || !within || !selection.anchorNode) return;
      if (!within.contains(selection.anchorNode)) return;
      setSelected(selection.isCollapsed ? null : selectedIn(selection));
    };
    document.addEventListener('selectionchange', changed);
    return () => document.removeEventListener('selectionchange', changed);
  }, [within]);
  return selected;
}

function selectedIn(selection: Selection): SelectedText | null {
  const range = selection.getRangeAt(0);
  const text = selection.toString().trim();
  if (text === '') return null;
  const start = offsetAt(range.startContainer, range.startOffset, 'start');
  const end = offsetAt(range.endContainer, range.endOffset, 'end');
  const page = elementOf(range.startContainer)?.closest<HTMLElement>('section[data-page]')?.dataset.page;
  return {
    text,
    range: start !== null && end !== null && end > start ? { start, end } : null,
    page: page ? Number(page) : null,
  };
}

/**
 * The offset in the stored text of a place in the drawn one, which carries `data-at` on every run. A place between two
 * elements, as after a triple click or a keyboard selection, is that of the nearest run inside the selection.
 */
function offsetAt(node: Node, offset: number, side: 'start' | 'end'): number | null {
  const run = elementOf(node)?.closest<HTMLElement>('[data-at]');
  if (run) {
    if (node.nodeType === Node.TEXT_NODE) return startOf(run) + offset;
    return offset === 0 ? startOf(run) : endOf(run);
  }
  const children = [...node.childNodes];
  if (side === 'end') {
    const before = runsIn(children.slice(0, offset)).at(-1);
    if (before) return endOf(before);
  }
  const after = runsIn(children.slice(offset))[0];
  return after ? startOf(after) : null;
}

function runsIn(nodes: readonly Node[]): HTMLElement[] {
  return nodes
    .filter((node) => node instanceof HTMLElement)
    .flatMap((element) =>
      element.matches('[data-at]') ? [element] : [...element.querySelectorAll<HTMLElement>('[data-at]')],
    );
}

function startOf(run: HTMLElement): number {
  return Number(run.dataset.at);
}

function endOf(run: HTMLElement): number {
  return startOf(run) + (run.textContent?.length ?? 0);
}

function elementOf(node: Node): Element | null {
  return node instanceof Element ? node : node.parentElement;
}
