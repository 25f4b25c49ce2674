import type { Progress } from '../../preload/contract/index.ts';

const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** A number of bytes for people: `5.3 GiB`. */
export function describeBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

/** Seconds for people: `38 s`, `4 min`, `2 h 5 min`. */
export function describeSeconds(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** How far something is, how fast it goes and how long it will take, as far as known: `12 of 300 pages, 61 pages/s, 5 s left`. */
export function describeProgress(progress: Progress): string {
  const { done, total, unit, rate, secondsLeft } = progress;
  const count = (value: number): string =>
    unit === 'bytes' ? describeBytes(value) : Math.round(value).toLocaleString('en');
  const name = unit === 'bytes' ? '' : ` ${unit}`;
  const parts = [total === null ? `${count(done)}${name}` : `${count(done)} of ${count(total)}${name}`];
  if (rate !== null && rate > 0)
    parts.push(unit === 'bytes' ? `${count(rate)}/s` : `${rate.toFixed(rate < 10 ? 1 : 0)}${name}/s`);
  if (secondsLeft !== null) parts.push(`${describeSeconds(secondsLeft)} left`);
  return parts.join(', ');
}
