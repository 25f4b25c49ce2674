import { isModelFile } from '../../preload/contract/index.ts';

/** Something that was dropped: a file or a folder. `file` is how it is handed to the program. */
export interface Dropped {
  name: string;
  isFolder: boolean;
  /** Of a folder: the names of the files right inside it. */
  childNames: readonly string[];
}

const weights = /(\.safetensors|^pytorch_model.*\.bin|\.index\.json)$/i;

/** A model file, or a folder with a checkpoint in the hub's form. */
export function isModel({ name, isFolder, childNames }: Dropped): boolean {
  if (!isFolder) return isModelFile(name);
  return childNames.includes('config.json') && childNames.some((child) => weights.test(child));
}

/** Files that systems and editors leave behind and nobody means to drop. */
export function isClutter(name: string): boolean {
  return name.startsWith('.') || name.startsWith('~$') || /^(thumbs\.db|desktop\.ini)$/i.test(name);
}

/** What of a drop is a model and what is a document, in the order it came. */
export function classify<D extends Dropped>(dropped: readonly D[]): { models: D[]; documents: D[] } {
  return {
    models: dropped.filter(isModel),
    documents: dropped.filter((item) => !isModel(item) && !(isClutter(item.name) && !item.isFolder)),
  };
}
