import {
  countText as count,
  type Progress,
  progressParts,
  durationText as seconds,
} from '../../preload/contract/index.ts';

// One way to write a size, in the window as in the program's sentences.
export {
  bytesText as bytes,
  countText as count,
  durationText as seconds,
  rateText as rate,
} from '../../preload/contract/index.ts';

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const oneDigit = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });

/** A count with its noun: "1 page", "1,240 pages". */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** How large a model is, as its makers write it: 2.7 B, 51 M. */
export function parameters(value: number): string {
  return value >= 1e9 ? `${oneDigit.format(value / 1e9)} B` : `${whole.format(value / 1e6)} M`;
}

/** A time span in milliseconds, with the precision that matters: "340 ms", "1.8 s", "2 min 10 s". */
export function milliseconds(value: number): string {
  if (value < 1000) return `${whole.format(value)} ms`;
  return value < 10_000 ? `${oneDigit.format(value / 1000)} s` : seconds(value / 1000);
}

/** "12 of 212 pages · 8.1 pages/s · about 25 s left"; what is unknown is left out. */
export function progressText(progress: Progress): string {
  return progressParts(progress).join(' · ');
}

/** How much is done, from 0 to 1; null when the total is unknown. */
export function fraction(progress: Progress | null): number | null {
  if (!progress || progress.total === null || progress.total <= 0) return null;
  return Math.min(1, progress.done / progress.total);
}

const sameDay = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', hour12: false });
const sameYear = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const otherYear = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
const full = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short' });

/** When something was, as short as it can be told: "14:05" today, "3 Nov", "3 Nov 2024". */
export function when(at: number, now: number = Date.now()): string {
  const date = new Date(at);
  const today = new Date(now);
  if (date.toDateString() === today.toDateString()) return sameDay.format(date);
  return date.getFullYear() === today.getFullYear() ? sameYear.format(date) : otherYear.format(date);
}

/** The full date and time, for tooltips. */
export function exactly(at: number): string {
  return full.format(at);
}
