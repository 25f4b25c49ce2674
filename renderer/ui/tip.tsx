import { Tooltip } from 'radix-ui';
import type { FocusEvent, ReactElement } from 'react';
import { lastKey } from '../focus/last-input.ts';
import { useOverlayHome } from './overlay-home.tsx';

/** Where the focus comes back to, as after a dialog, nobody has asked what a button does. */
function onlyWhenTabbedTo(event: FocusEvent): void {
  if (lastKey() !== 'Tab') event.preventDefault();
}

/** A tooltip over its one child. It repeats or adds to a name that is there without it. */
export function Tip({
  text,
  side = 'top',
  children,
}: {
  text: string;
  side?: 'top' | 'bottom' | 'left' | 'right';
  children: ReactElement;
}) {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger asChild onFocus={onlyWhenTabbedTo}>
        {children}
      </Tooltip.Trigger>
      <Tooltip.Portal container={useOverlayHome()}>
        <Tooltip.Content
          side={side}
          sideOffset={6}
          collisionPadding={8}
          className="z-70 max-w-72 rounded-lg bg-ink px-2.5 py-1.5 text-xs text-ground shadow-float"
        >
          {text}
        </Tooltip.Content>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}

/** Shares the delay between tooltips: the first waits, its neighbours appear at once. */
export const TipProvider = Tooltip.Provider;
