import { useEffect, useState } from 'react';

/** What was typed, trimmed, once nothing was typed for a moment: a large library is not searched for every letter. */
export function useSettledQuery(typed: string): string {
  const query = typed.trim();
  const [settled, setSettled] = useState(query);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(query), query === '' ? 0 : 200);
    return () => clearTimeout(timer);
  }, [query]);
  return settled;
}
