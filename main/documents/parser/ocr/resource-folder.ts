import { resourcePath } from '../../../resources.ts';

/** A folder under `resources/` that a build may or may not have, or null. */
export function resourceFolder(name: string): string | null {
  try {
    return resourcePath(name);
  } catch {
    return null;
  }
}
