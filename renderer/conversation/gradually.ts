import { useEffect, useState } from 'react';

/** Messages drawn at once: more than a window shows. */
const atOnce = 16;
/** Messages drawn in each idle moment after that, few enough to keep the window responsive. */
const eachTime = 8;

/**
 * How many of the last entries of a list to draw. It grows in idle moments until everything is there, so that a long
 * conversation opens at once and can still be searched and printed whole.
 */
export function useGradually(length: number): number {
  const [drawn, setDrawn] = useState(atOnce);
  useEffect(() => {
    if (drawn >= length) return;
    return whenIdle(() => setDrawn(drawn + eachTime));
  }, [drawn, length]);
  return Math.min(drawn, length);
}

/** Safari has no idle callbacks; a short pause does there. */
function whenIdle(act: () => void): () => void {
  if (typeof requestIdleCallback === 'function') {
    const handle = requestIdleCallback(act, { timeout: 1000 });
    return () => cancelIdleCallback(handle);
  }
  const timer = setTimeout(act, 60);
  return () => clearTimeout(timer);
}
