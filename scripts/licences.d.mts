/** Every package that is shipped, bundled or as it is. `identifier` is its SPDX expression. */
export function shippedPackages(
  out?: string,
): { name: string; version: string; identifier: string | null; text: string | null }[];
/** Writes `licences/third-party.txt` into the folder of a build. */
export function writeLicences(out: string): void;
