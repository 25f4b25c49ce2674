import { type RefCallback, useCallback, useRef } from 'react';
import { type GoesOn, setGoesOn } from './lost-focus.ts';

/** For the `ref` of a part of the window that knows where the focus goes on when what had it in there is gone. */
export function useGoesOn(goesOn: GoesOn): RefCallback<Element> {
  const latest = useRef(goesOn);
  latest.current = goesOn;
  return useCallback((part) => {
    if (part) setGoesOn(part, (had) => latest.current(had));
  }, []);
}
