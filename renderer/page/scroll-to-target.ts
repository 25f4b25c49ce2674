import { useEffect, useRef } from 'react';

/** How long a target is pursued while texts arrive and heights settle, in milliseconds. */
const patience = 6000;
/** Frames in which the target must stand still before it counts as reached. */
const framesAtRest = 5;

/**
 * Brings the element that carries `data-target` into the middle of the scroller. The element appears only when its
 * part of the list has been drawn, and moves while heights above it are measured, so this goes on until it rests, or
 * the person scrolls.
 *
 * @param toNeighbourhood scrolls to where an offset should be
 */
export function useScrollToTarget(
  scroller: HTMLElement | null,
  target: { offset: number; turn: string } | null,
  toNeighbourhood: (offset: number) => void,
): void {
  const near = useRef(toNeighbourhood);
  near.current = toNeighbourhood;
  const turn = target?.turn;
  const offset = target?.offset;
  useEffect(() => {
    const element = scroller;
    if (!element || turn === undefined || offset === undefined) return;
    const began = performance.now();
    let frame = 0;
    let still = 0;
    const pursue = () => {
      const marked = element.querySelector('[data-target]');
      if (marked) {
        const outer = element.getBoundingClientRect();
        const inner = marked.getBoundingClientRect();
        const wanted = outer.top + Math.max(24, (outer.height - inner.height) / 3);
        const before = element.scrollTop;
        if (Math.abs(inner.top - wanted) > 1) element.scrollTop += inner.top - wanted;
        still = Math.abs(element.scrollTop - before) < 1 ? still + 1 : 0;
      } else near.current(offset);
      if (still < framesAtRest && performance.now() - began < patience) frame = requestAnimationFrame(pursue);
    };
    const stop = () => cancelAnimationFrame(frame);
    frame = requestAnimationFrame(pursue);
    for (const event of ['wheel', 'touchstart', 'keydown'] as const)
      element.addEventListener(event, stop, { passive: true });
    return () => {
      stop();
      for (const event of ['wheel', 'touchstart', 'keydown'] as const)
        element.removeEventListener(event, stop);
    };
  }, [scroller, turn, offset]);
}
