import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

/** What a place says when there is nothing in it: what belongs here and how it gets here. */
export function EmptyState({
  icon: Icon,
  title,
  children,
}: {
  icon: LucideIcon;
  title: string;
  children?: ReactNode;
}) {
  return (
    <div className="mx-auto flex max-w-md flex-col items-center px-6 py-14 text-center">
      <div className="mb-4 grid size-12 place-items-center rounded-2xl bg-sunken text-ink-2">
        <Icon aria-hidden className="size-6" strokeWidth={1.6} />
      </div>
      <p className="section-title text-balance">{title}</p>
      <div className="mt-1.5 text-sm text-ink-2 text-pretty">{children}</div>
    </div>
  );
}

/** What a place says when it could not be shown, with a way to try again unless that is of no use. */
export function FailedState({ message, onRetry }: { message: string; onRetry?: (() => void) | undefined }) {
  return (
    <div role="alert" className="mx-auto max-w-md px-6 py-14 text-center">
      <p className="text-sm text-ink-2 text-pretty wrap-anywhere">{message}</p>
      {onRetry && (
        <button type="button" className="button button-plain mt-4" onClick={onRetry}>
          Try again
        </button>
      )}
    </div>
  );
}
