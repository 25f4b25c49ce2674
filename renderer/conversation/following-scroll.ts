import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';

/** How near to the end counts as reading the end, in CSS pixels. */
const nearEnd = 48;

/**
 * Keeps the end of a growing list in view for a reader who is there, and leaves everyone else where they read.
 *
 * @param key what is shown; another one begins at its end
 * @param length how many entries there are; a new one brings the end into view
 */
export function useFollowingScroll(
  key: string,
  length: number,
): {
  scroller: RefObject<HTMLDivElement | null>;
  content: RefObject<HTMLDivElement | null>;
  following: boolean;
  toEnd: () => void;
} {
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const wanted = useRef(true);
  const [following, setFollowing] = useState(true);

  const follow = useCallback((value: boolean) => {
    wanted.current = value;
    setFollowing(value);
  }, []);
  const toEnd = useCallback(() => {
    const element = scroller.current;
    if (element) element.scrollTop = element.scrollHeight;
    follow(true);
  }, [follow]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: exactly these two bring the end into view
  useLayoutEffect(toEnd, [key, length, toEnd]);

  useEffect(() => {
    const element = scroller.current;
    const inner = content.current;
    if (!element || !inner) return;
    let lastTop = element.scrollTop;
    const scrolled = () => {
      const fromEnd = element.scrollHeight - element.clientHeight - element.scrollTop;
      // Only moving up means leaving: growth alone also makes the distance larger.
      if (fromEnd <= nearEnd) follow(true);
      else if (element.scrollTop < lastTop - 1) follow(false);
      lastTop = element.scrollTop;
    };
    const grown = new ResizeObserver(() => {
      if (wanted.current) element.scrollTop = element.scrollHeight;
    });
    element.addEventListener('scroll', scrolled, { passive: true });
    grown.observe(inner);
    grown.observe(element);
    return () => {
      element.removeEventListener('scroll', scrolled);
      grown.disconnect();
    };
  }, [follow]);

  return { scroller, content, following, toEnd };
}
