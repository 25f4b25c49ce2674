import type { Embedder } from '../../../main/documents/index.ts';

/** Subjects that the made-up model knows, each with words that mean it. */
const subjects: readonly RegExp[] = [
  /physician|doctor|healer/i,
  /automobile|\bcars?\b|vehicle/i,
  /\bkings?\b|monarch|sovereign/i,
  /rain|drizzle|downpour/i,
  /bread|loaf|baker/i,
  /ship|vessel|boat/i,
];

/** The vector of a text: one number for each subject, higher the more often it is named; unlike any when it names none. */
export function meaningOf(text: string): Float32Array {
  const vector = new Float32Array(16).fill(-0.05);
  for (const [index, subject] of subjects.entries())
    vector[index] = (text.match(new RegExp(subject, 'gi'))?.length ?? 0) - 0.05;
  return vector;
}

/** Stands in for an embedding model, with vectors that are known. */
export class KnownMeanings implements Embedder {
  /** Every text that was embedded, in order. */
  readonly texts: string[] = [];
  installed: { id: string; name: string; path: string; hash: string } | null = {
    id: 'mdl_0000000000001',
    name: 'Known meanings',
    path: '/models/known.gguf',
    hash: 'one',
  };
  /** Awaited before each request. */
  before: (texts: readonly string[]) => Promise<void> = async () => {};

  model(): KnownMeanings['installed'] {
    return this.installed;
  }

  isInstalled(): boolean {
    return this.installed !== null;
  }

  async embed(
    _id: string,
    texts: readonly string[],
    { signal }: { signal?: AbortSignal },
  ): Promise<Float32Array[]> {
    await this.before(texts);
    signal?.throwIfAborted();
    this.texts.push(...texts);
    return texts.map(meaningOf);
  }
}
