import type { Progress } from '../../preload/contract/index.ts';

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const oneDigit = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });

/** A count for people: 12,345. */
export function count(value: number): string {
  return whole.format(value);
}

/** A count with its noun: "1 page", "1,240 pages". */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** Bytes in decimal units, as disks and downloads are labelled: 1.6 GB. */
export function bytes(value: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let scaled = Math.max(0, value);
  let unit = 0;
  while (scaled >= 999.5 && unit < units.length - 1) {
    scaled /= 1000;
    unit += 1;
  }
  return `${scaled < 10 && unit > 0 ? oneDigit.format(scaled) : whole.format(scaled)} ${units[unit]}`;
}

/** How large a model is, as its makers write it: 2.7 B, 51 M. */
export function parameters(value: number): string {
  return value >= 1e9 ? `${oneDigit.format(value / 1e9)} B` : `${whole.format(value / 1e6)} M`;
}

/** A length of time for people, in seconds: "4 s", "2 min 10 s", "1 h 5 min". */
export function seconds(value: number): string {
  const total = Math.max(1, Math.round(value));
  if (total < 60) return `${total} s`;
  const minutes = Math.floor(total / 60);
  if (minutes < 60) {
    const rest = total % 60;
    return minutes >= 10 || rest === 0 ? `${Math.round(total / 60)} min` : `${minutes} min ${rest} s`;
  }
  const rest = minutes % 60;
  return rest === 0 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 60)} h ${rest} min`;
}

/** A time span in milliseconds, with the precision that matters: "340 ms", "1.8 s", "2 min 10 s". */
export function milliseconds(value: number): string {
  if (value < 1000) return `${whole.format(value)} ms`;
  return value < 10_000 ? `${oneDigit.format(value / 1000)} s` : seconds(value / 1000);
}

/** A rate, with one digit when it is small: 14.2. */
export function rate(value: number): string {
  return value < 100 ? oneDigit.format(value) : whole.format(value);
}

/** "12 of 212 pages · 8.1 pages/s · about 25 s left"; what is unknown is left out. */
export function progressText(progress: Progress): string {
  const amount = (value: number) => (progress.unit === 'bytes' ? bytes(value) : count(value));
  const noun = progress.unit === 'bytes' ? '' : ` ${progress.unit}`;
  const parts = [
    progress.total === null
      ? `${amount(progress.done)}${noun}`
      : `${amount(progress.done)} of ${amount(progress.total)}${noun}`,
  ];
  if (progress.rate)
    parts.push(
      progress.unit === 'bytes' ? `${bytes(progress.rate)}/s` : `${rate(progress.rate)} ${progress.unit}/s`,
    );
  if (progress.secondsLeft !== null) parts.push(`about ${seconds(progress.secondsLeft)} left`);
  return parts.join(' · ');
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
