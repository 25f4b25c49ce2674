import type { Progress } from './document.ts';

/*
 * How sizes, times and progress are written. The window, the command line and the sentences that the program sends all
 * use these, so that one size never has two names.
 */

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const oneDigit = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });

const byteUnits = ['B', 'kB', 'MB', 'GB', 'TB'];

/**
 * Bytes for people, in decimal units as file managers, disks and downloads have them: `987 B`, `456 kB`, `5.3 GB`,
 * `15.6 GB`. A digit after the point where it tells something: below 10, and below 100 from gigabytes on.
 */
export function bytesText(value: number): string {
  let scaled = Math.max(0, value);
  let unit = 0;
  while (scaled >= 999.5 && unit < byteUnits.length - 1) {
    scaled /= 1000;
    unit += 1;
  }
  const precise = unit > 0 && scaled < (unit >= 3 ? 99.95 : 9.95);
  return `${(precise ? oneDigit : whole).format(scaled)} ${byteUnits[unit]}`;
}

/** A count for people: `12,345`. */
export function countText(value: number): string {
  return whole.format(value);
}

/** A length of time for people, given in seconds: `4 s`, `2 min 10 s`, `12 min`, `1 h 5 min`. */
export function durationText(seconds: number): string {
  const total = Math.max(1, Math.round(seconds));
  if (total < 60) return `${total} s`;
  const minutes = Math.floor(total / 60);
  if (minutes < 60) {
    const rest = total % 60;
    return minutes >= 10 || rest === 0 ? `${Math.round(total / 60)} min` : `${minutes} min ${rest} s`;
  }
  const rest = minutes % 60;
  return rest === 0 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 60)} h ${rest} min`;
}

/** A rate without its unit, with one digit while it is small: `14.2`. */
export function rateText(value: number): string {
  return (value < 100 ? oneDigit : whole).format(value);
}

/**
 * How far something is, how fast it goes and how long it still takes: `12 of 212 pages`, `8.1 pages/s`,
 * `about 25 s left`. What is unknown is left out; there is always the first.
 */
export function progressParts(progress: Progress): string[] {
  const { done, total, unit, rate, secondsLeft } = progress;
  const inBytes = unit === 'bytes';
  const amount = inBytes ? bytesText : countText;
  const name = unit === 'chunks' ? 'passages' : unit;
  const noun = inBytes ? '' : ` ${name}`;
  const parts = [total === null ? `${amount(done)}${noun}` : `${amount(done)} of ${amount(total)}${noun}`];
  if (rate) parts.push(inBytes ? `${bytesText(rate)}/s` : `${rateText(rate)} ${name}/s`);
  if (secondsLeft !== null) parts.push(`about ${durationText(secondsLeft)} left`);
  return parts;
}
