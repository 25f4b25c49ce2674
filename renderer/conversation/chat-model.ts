import type { InstalledModel } from '../../preload/contract/index.ts';

/** Whether one of the models can write answers. */
export function hasChatModel(models: readonly InstalledModel[]): boolean {
  return models.some(({ kind, problem }) => kind !== 'embedding' && problem === null);
}
