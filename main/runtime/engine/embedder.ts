import type { LlamaEmbeddingContext, LlamaModel } from 'node-llama-cpp';
import { unusable } from './gguf.ts';
import type { Library } from './library.ts';

/** Passages are at most some hundred tokens; models of this family were trained with 512. */
const longest = 512;

/** An embedding model in memory, beside the answering one. */
export class Embedder {
  readonly path: string;
  readonly #model: LlamaModel;
  readonly #context: LlamaEmbeddingContext;
  readonly #capacity: number;

  private constructor(path: string, model: LlamaModel, context: LlamaEmbeddingContext, capacity: number) {
    this.path = path;
    this.#model = model;
    this.#context = context;
    this.#capacity = capacity;
  }

  /** Throws `unreadable` or `no-room` with a sentence. */
  static async load(library: Library, path: string): Promise<Embedder> {
    try {
      const onCpu = library.backend === 'cpu';
      const model = await library.llama.loadModel({
        modelPath: path,
        useMmap: onCpu ? false : 'auto',
        ...(onCpu ? { gpuLayers: 0 } : {}),
        ignoreMemorySafetyChecks: onCpu,
      });
      const capacity = Math.min(longest, model.trainContextSize);
      library.llama.maxThreads = library.threads;
      const context = await model.createEmbeddingContext({
        contextSize: capacity,
        // These models attend in both directions, so a text has to be one batch.
        batchSize: capacity,
        threads: library.threads,
      });
      return new Embedder(path, model, context, capacity);
    } catch (cause) {
      throw await unusable(library, cause);
    }
  }

  /** The unit vector of a text; what is longer than the model can see is cut off. */
  async vector(text: string): Promise<Float32Array> {
    // Two places are for the tokens that the model begins and ends with.
    const tokens = this.#model.tokenize(text).slice(0, this.#capacity - 3);
    const { vector } = await this.#context.getEmbeddingFor(tokens);
    const length = Math.hypot(...vector);
    return Float32Array.from(vector, (value) => (length > 0 ? value / length : 0));
  }

  async dispose(): Promise<void> {
    await this.#context.dispose();
    await this.#model.dispose();
  }
}
