/** Paths below `node_modules` for a platform and processor, as Node names them. */
export function nativeParts(platform: string, cpu: string): string[];
/** Throws when a packed program lacks native code of its platform. */
export function requireNativeParts(resources: string, platform: string, cpu: string): void;
