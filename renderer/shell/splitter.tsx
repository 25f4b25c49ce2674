import { useRef } from 'react';

/** Narrowest and widest share of the window that the panel takes. */
export const panelShares = { least: 0.25, most: 0.7 } as const;

/** Draws the line between view and panel, and moves it by pointer or keyboard. */
export function Splitter({ share, onShare }: { share: number; onShare: (share: number) => void }) {
  const dragging = useRef(false);
  const clamp = (value: number) => Math.min(panelShares.most, Math.max(panelShares.least, value));
  return (
    // biome-ignore lint/a11y/useSemanticElements: a line that can be moved is a separator with a value
    <div
      role="separator"
      aria-orientation="vertical"
      aria-label="Width of the document"
      aria-valuenow={Math.round(share * 100)}
      aria-valuemin={panelShares.least * 100}
      aria-valuemax={panelShares.most * 100}
      tabIndex={0}
      className="absolute inset-y-0 -left-1.5 z-10 w-3 cursor-col-resize touch-none transition-colors hover:bg-accent/15 active:bg-accent/25"
      onPointerDown={(event) => {
        dragging.current = true;
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={(event) => {
        const box = event.currentTarget.parentElement?.parentElement?.getBoundingClientRect();
        if (dragging.current && box) onShare(clamp((box.right - event.clientX) / box.width));
      }}
      onPointerUp={() => {
        dragging.current = false;
      }}
      onKeyDown={(event) => {
        if (event.key === 'ArrowLeft') onShare(clamp(share + 0.03));
        else if (event.key === 'ArrowRight') onShare(clamp(share - 0.03));
        else return;
        event.preventDefault();
      }}
    />
  );
}
