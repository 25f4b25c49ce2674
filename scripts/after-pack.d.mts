import type { FuseV1Config } from '@electron/fuses';

/** What is set on a platform, and why. */
export function fuseConfig(platform: NodeJS.Platform): FuseV1Config<boolean>;
export default function afterPack(context: unknown): Promise<void>;
