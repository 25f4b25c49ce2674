import { useEffect, useState } from 'react';

/** A value once it has not changed for so many milliseconds. */
export function useSettled<T>(value: T, ms: number): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return settled;
}

/** What was typed, trimmed, once nothing was typed for a moment: a large library is not searched for every letter. */
export function useSettledQuery(typed: string): string {
  const query = typed.trim();
  return useSettled(query, query === '' ? 0 : 200);
}
