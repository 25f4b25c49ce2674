import { classNames } from './class-names.ts';

/** Says what was looked for in the place of words that stand in none of the documents. */
export function AlsoLookedFor({ words, className }: { words: readonly string[]; className: string }) {
  if (words.length === 0) return null;
  return (
    <p className={classNames('text-sm text-ink-2', className)}>
      Also looked for: <span className="font-medium text-ink">{words.join(', ')}</span>
    </p>
  );
}
