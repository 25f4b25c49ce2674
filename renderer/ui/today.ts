import { useEffect, useState } from 'react';

const lookEveryMs = 60_000;

/** The first moment of the current day; a window that stays open overnight is told of the next. */
export function useToday(): number {
  const [today, setToday] = useState(startOfToday);
  useEffect(() => {
    const timer = setInterval(() => setToday(startOfToday()), lookEveryMs);
    return () => clearInterval(timer);
  }, []);
  return today;
}

/** The first moment of a day, where this machine is. */
export function startOfDay(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0);
}

function startOfToday(): number {
  return startOfDay(Date.now());
}
