import type { Progress } from '../../preload/contract/index.ts';

type Tell = (progress: Progress) => void;

/** Who waits for a model: one that is being loaded for somebody else shows its progress to all of them. */
export class LoadWaiters {
  readonly #waiters = new Set<{ modelId: string; tell: Tell }>();

  /** Does what may load the model; what it tells of its progress, everybody hears who waits for the same one. */
  async during<T>(modelId: string, tell: Tell, work: (tellAll: Tell) => Promise<T>): Promise<T> {
    const waiter = { modelId, tell };
    this.#waiters.add(waiter);
    try {
      return await work((progress) => {
        for (const other of this.#waiters) if (other.modelId === modelId) other.tell(progress);
      });
    } finally {
      this.#waiters.delete(waiter);
    }
  }
}
