import { useState } from 'react';
import { count } from '../ui/figures.ts';

/** Says which page is in view, and goes to another whose number is typed. */
export function PageField({
  page,
  pages,
  onPage,
}: {
  page: number;
  pages: number;
  onPage: (page: number) => void;
}) {
  const [typed, setTyped] = useState<string | null>(null);
  const goThere = () => {
    const wanted = Number.parseInt(typed?.replace(/\D/g, '') ?? '', 10);
    if (wanted >= 1) onPage(Math.min(wanted, pages));
    setTyped(null);
  };
  return (
    <label className="tabular flex items-center gap-1.5 border-r border-line pr-2.5 pl-1 text-xs text-ink-2">
      <input
        type="text"
        inputMode="numeric"
        aria-label="Page"
        data-takes-escape={typed === null ? undefined : ''}
        size={String(pages).length + 1}
        className="min-w-8 rounded px-1 py-1 text-right text-ink"
        value={typed ?? count(page)}
        onFocus={(event) => event.currentTarget.select()}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={() => setTyped(null)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') goThere();
          if (event.key !== 'Escape' || typed === null) return;
          event.preventDefault();
          setTyped(null);
        }}
      />
      of {count(pages)}
    </label>
  );
}
