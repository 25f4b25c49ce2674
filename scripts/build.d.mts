/** A part of the program, built into a folder of its own name. */
export type Part = 'main' | 'preload' | 'renderer';
/** Builds what changed, into `out/` or another folder. Returns the parts that were built. */
export function build(options?: {
  force?: boolean;
  only?: readonly Part[] | null;
  out?: string;
  log?: (line: string) => void;
}): Promise<Part[]>;
/** True when every part was built from the sources as they are now. */
export function isBuilt(): boolean;
/** Builds what changed, in a process of the pinned Node. */
export function ensureBuilt(commandLine?: readonly string[]): void;
