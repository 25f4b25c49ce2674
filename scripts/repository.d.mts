/** The repository's root folder. */
export const root: string;
/** The Node that the project pins. */
export const pinnedNode: string;
/** True when node_modules holds every package of the lock file in the locked version. */
export function isInstalled(folder?: string): boolean;
/** Every file below the given files and folders, as paths from the base with `/`, sorted. */
export function filesBelow(paths: readonly string[], base?: string): string[];
/** A hash over names and contents. */
export function hashOf(files: readonly string[], base?: string): string;
