import type { ReactNode } from 'react';
import { RuntimeSign } from './runtime-line.tsx';
import { SidebarButton } from './sidebar-button.tsx';

/** The title line of a view, with what can be done there. */
export function ViewHeader({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <header className="flex h-13 shrink-0 items-center gap-1 px-3">
      <SidebarButton />
      <div className="min-w-0 flex-1">
        {title && <h1 className="truncate px-2.5 text-base font-semibold tracking-tight">{title}</h1>}
        <RuntimeSign />
      </div>
      {children}
    </header>
  );
}
