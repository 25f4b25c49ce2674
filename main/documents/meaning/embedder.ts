import { basename } from 'node:path';
import { type TextForm, textForm } from './text-form.ts';

/** An installed embedding model. */
export interface EmbeddingModel {
  id: string;
  name: string;
  path: string;
  /** Identifies the file. */
  hash: string;
}

/** What search by meaning needs of the rest of the program. */
export interface Embedder {
  /** The model that is used; null when none is installed, or none that works. */
  model(): EmbeddingModel | null;
  /** Whether there is one at all, be its file out of reach for now. */
  isInstalled(): boolean;
  /**
   * A vector for each text. Lets answers go first.
   * @param urgent somebody waits for it: what is only read ahead makes way
   */
  embed(
    modelId: string,
    texts: readonly string[],
    options: { signal?: AbortSignal; urgent?: boolean },
  ): Promise<Float32Array[]>;
}

/** A model with the way it wants texts, and what its vectors are filed under: of another key they mean something else. */
export function usedModel(embedder: Embedder): (EmbeddingModel & { form: TextForm; key: string }) | null {
  const model = embedder.model();
  if (!model) return null;
  // By the file's name: the model's own can be changed by the person.
  const form = textForm(basename(model.path));
  return { ...model, form, key: `${model.hash} ${form.id}` };
}
