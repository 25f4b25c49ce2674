import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';

/** How near to the end counts as reading the end, in CSS pixels. */
const nearEnd = 48;
/** How long after a list is shown, or stops growing by itself, its layout may still settle, in milliseconds. */
const settling = 700;

/**
 * Keeps the end of a growing list in view for a reader who is there, and leaves everyone else where they read. What
 * the reader unfolds does not count as growth.
 *
 * @param key what is shown; another one begins at its end
 * @param length how many entries there are; a new one brings the end into view
 * @param growing whether the last entry grows by itself
 */
export function useFollowingScroll(
  key: string,
  length: number,
  growing: boolean,
): {
  scroller: RefObject<HTMLDivElement | null>;
  content: RefObject<HTMLDivElement | null>;
  /** Whether the end is in view, or will be kept in view. */
  following: boolean;
  toEnd: () => void;
  /** Shows an entry, by its element's id, at the top. */
  toEntry: (id: string) => void;
} {
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const wanted = useRef(true);
  const settlesUntil = useRef(0);
  const [following, setFollowing] = useState(true);

  const follow = useCallback((value: boolean) => {
    wanted.current = value;
    setFollowing(value);
  }, []);
  const toEnd = useCallback(() => {
    const element = scroller.current;
    if (element) element.scrollTop = element.scrollHeight;
    settlesUntil.current = performance.now() + settling;
    follow(true);
  }, [follow]);
  const toEntry = useCallback(
    (id: string) => {
      follow(false);
      document.getElementById(id)?.scrollIntoView({ block: 'start' });
      requestAnimationFrame(() => {
        const element = scroller.current;
        if (element && distanceToEnd(element) <= nearEnd) follow(true);
      });
    },
    [follow],
  );

  // biome-ignore lint/correctness/useExhaustiveDependencies: exactly these two bring the end into view
  useLayoutEffect(toEnd, [key, length, toEnd]);
  useLayoutEffect(() => {
    settlesUntil.current = growing ? Number.POSITIVE_INFINITY : performance.now() + settling;
  }, [growing]);

  useEffect(() => {
    const element = scroller.current;
    const inner = content.current;
    if (!element || !inner) return;
    let lastTop = element.scrollTop;
    const scrolled = () => {
      // Only moving up means leaving: growth alone also makes the distance larger.
      if (distanceToEnd(element) <= nearEnd) follow(true);
      else if (element.scrollTop < lastTop - 1) follow(false);
      lastTop = element.scrollTop;
    };
    const resized = new ResizeObserver(() => {
      if (wanted.current && performance.now() < settlesUntil.current)
        element.scrollTop = element.scrollHeight;
      else setFollowing(distanceToEnd(element) <= nearEnd);
    });
    element.addEventListener('scroll', scrolled, { passive: true });
    resized.observe(inner);
    resized.observe(element);
    return () => {
      element.removeEventListener('scroll', scrolled);
      resized.disconnect();
    };
  }, [follow]);

  return { scroller, content, following, toEnd, toEntry };
}

function distanceToEnd({ scrollHeight, clientHeight, scrollTop }: Element): number {
  return scrollHeight - clientHeight - scrollTop;
}
