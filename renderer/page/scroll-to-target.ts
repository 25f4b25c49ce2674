import { type RefObject, useEffect, useRef } from 'react';
import type { SpotInBoth } from './spot.ts';

/** How long a target is pursued while texts arrive and heights settle, in milliseconds. */
const patience = 6000;
/** Frames in which the target must stand still before it counts as reached. */
const framesAtRest = 5;

/** An offset to bring into view; `turn` tells two wishes for the same offset apart. */
export interface Target {
  offset: number;
  turn: string;
  /** Set where somebody reads on: it goes where they had it. */
  spot?: SpotInBoth;
}

/** What releases the scroller from the pursuit of a target. */
const takenOver = ['wheel', 'touchstart', 'pointerdown', 'keydown'] as const;

/**
 * Brings a target into view: the element that carries `data-target` into the upper half of the scroller, or the spot where somebody
 * reads to where they had it. The element appears only when its part of the list has been drawn, and moves while heights above it are
 * measured, so this goes on until it rests, or the person scrolls.
 *
 * @param toNeighbourhood scrolls to where an offset should be
 * @returns where the scroller came to rest; null as long as it did not
 */
export function useScrollToTarget(
  scroller: HTMLElement | null,
  target: Target | null,
  toNeighbourhood: (offset: number) => void,
): RefObject<number | null> {
  const rest = useRef<number | null>(null);
  const near = useRef(toNeighbourhood);
  near.current = toNeighbourhood;
  const turn = target?.turn;
  const offset = target?.offset;
  const spot = target?.spot;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a target is known by its turn
  useEffect(() => {
    const element = scroller;
    rest.current = null;
    if (!element || turn === undefined || offset === undefined) return;
    const began = performance.now();
    let frame = 0;
    let still = 0;
    const pursue = () => {
      const marked =
        (spot?.y === 0 ? element.querySelector(`.page-marker[data-page="${spot.page}"]`) : null) ??
        element.querySelector('[data-target]');
      if (marked) {
        const outer = element.getBoundingClientRect();
        const inner = marked.getBoundingClientRect();
        const wanted = outer.top + (spot ? spot.below : Math.max(24, (outer.height - inner.height) / 3));
        const before = element.scrollTop;
        if (Math.abs(inner.top - wanted) > 1) element.scrollTop += inner.top - wanted;
        still = Math.abs(element.scrollTop - before) < 1 ? still + 1 : 0;
      } else near.current(offset);
      if (still < framesAtRest && performance.now() - began < patience) frame = requestAnimationFrame(pursue);
      else rest.current = element.scrollTop;
    };
    const stop = () => cancelAnimationFrame(frame);
    frame = requestAnimationFrame(pursue);
    for (const event of takenOver) element.addEventListener(event, stop, { passive: true });
    return () => {
      stop();
      for (const event of takenOver) element.removeEventListener(event, stop);
    };
  }, [scroller, turn, offset]);
  return rest;
}
