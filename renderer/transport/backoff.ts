/**
 * How long to wait before the next try, in milliseconds: doubling from 250 ms to 8 s, with up to a quarter taken off
 * at random so that several windows do not knock together.
 *
 * @param failures tries that failed in a row, from 1
 * @param random a number in [0, 1)
 */
export function reconnectDelay(failures: number, random: number = Math.random()): number {
  const longest = Math.min(8000, 250 * 2 ** (Math.max(1, failures) - 1));
  return Math.round(longest * (1 - random / 4));
}
