import { CircleHelp, Copy, MessageSquareQuote } from 'lucide-react';
import type { PageSummary } from '../../preload/contract/index.ts';
import { newDraft, quoteInDraft } from '../conversation/drafts.ts';
import { go, useRoute } from '../route/route.ts';
import { useBittern } from '../transport/provider.tsx';
import { Button } from '../ui/button.tsx';
import { useNotify } from '../ui/toasts.tsx';
import { findAll, findPattern } from './finding.ts';
import type { SelectedText } from './selection.ts';

/** What can be done with selected text. */
export function SelectionBar({
  documentId,
  selected,
  pages,
  onWhy,
}: {
  documentId: string;
  selected: SelectedText;
  pages: readonly PageSummary[];
  onWhy: (range: { start: number; end: number }) => void;
}) {
  const bittern = useBittern();
  const notify = useNotify();
  const route = useRoute();
  const why = async () => {
    const range = selected.range ?? (await rangeOnPage());
    if (range) onWhy(range);
    else
      notify({
        level: 'warning',
        text: 'This selection was not found in the stored text. Select it under Text.',
      });
  };
  const rangeOnPage = async () => {
    const page = pages.find(({ number }) => number === selected.page);
    const pattern = findPattern(selected.text);
    if (!page || !pattern) return null;
    const { text } = await bittern.call('document.text', {
      id: documentId,
      start: page.start,
      end: page.end,
    });
    return findAll(text, pattern, page.start)[0] ?? null;
  };
  const ask = () => {
    quoteInDraft(route.view === 'conversation' ? route.id : newDraft, selected.text.slice(0, 4000));
    if (route.view !== 'conversation') go({ view: 'new' });
  };
  return (
    <div
      role="toolbar"
      aria-label="Selected text"
      className="flex shrink-0 flex-wrap items-center gap-1 border-t border-line bg-raised px-3 py-2"
      // Pressing a button must not take the selection away.
      onMouseDown={(event) => event.preventDefault()}
    >
      <Button look="quiet" icon={CircleHelp} onClick={() => void why()}>
        Why not this passage?
      </Button>
      <Button look="quiet" icon={MessageSquareQuote} onClick={ask}>
        Ask about this
      </Button>
      <Button look="quiet" icon={Copy} onClick={() => void navigator.clipboard.writeText(selected.text)}>
        Copy
      </Button>
    </div>
  );
}
