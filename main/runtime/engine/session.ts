import type { LlamaContext, LlamaModel, Token } from 'node-llama-cpp';
import { BitternError } from '../../../preload/contract/index.ts';
import type { ContextShape, LoadItem, LoadRequest, Segment } from '../interface.ts';
import { fitKey } from '../snapshots/header.ts';
import type { SnapshotShelf } from '../snapshots/shelf.ts';
import { kvCacheBytes, noteProgramBytes, readHead, unusable } from './gguf.ts';
import { LargePages } from './large-pages.ts';
import type { Library } from './library.ts';
import { MappedFile } from './mapped-file.ts';
import { MemoryAhead } from './memory-ahead.ts';
import { type MemorySystem, memorySystemHere } from './memory-system.ts';
import { promptTokens } from './prompt-tokens.ts';
import { LiveSequence } from './sequence.ts';
import { SnapshotKeeper } from './snapshot-keeper.ts';
import { createGuesser } from './speculation.ts';

/** Between two batches, which take up to a second. */
const movingPerBatchMs = 50;
/** Between two tokens, a tenth to a quarter of what a token takes: what is moved is read faster by every token that follows. */
const movingPerTokenMs = 15;
/** Each token looks up a row of the embedding, and the system takes its neighbours into memory with it. */
const tokensBetweenReleases = 32;
/** What reading the file is of loading a model; the rest is packing it. Where the file is not in memory it takes longest. */
const readingShare = 0.5;

/** A loaded model with its context and what is evaluated in it. */
export class Session {
  readonly #library: Library;
  readonly #request: LoadRequest;
  readonly #model: LlamaModel;
  readonly #shelf: SnapshotShelf;
  readonly #memory: MemorySystem | null;
  /** Null where the whole file was read into memory. */
  readonly #file: MappedFile | null;
  /** Null where the weights are not in the processor's memory. */
  readonly largePages: LargePages | null;
  #tokensSinceRelease = 0;
  #context: LlamaContext;
  #keeper: SnapshotKeeper;

  private constructor(
    library: Library,
    request: LoadRequest,
    model: LlamaModel,
    context: LlamaContext,
    shelf: SnapshotShelf,
    memory: MemorySystem | null,
    file: MappedFile | null,
  ) {
    this.#library = library;
    this.#request = request;
    this.#model = model;
    this.#context = context;
    this.#shelf = shelf;
    this.#memory = memory;
    this.#file = file;
    this.largePages = memory && new LargePages(memory);
    this.#keeper = this.#keep(context, null);
  }

  /** Loads a model. Throws `unreadable` or `no-room` with a sentence, `cancelled` when the signal aborts. */
  static async *load(
    library: Library,
    request: LoadRequest,
    shelf: SnapshotShelf,
    signal: AbortSignal,
  ): AsyncGenerator<Extract<LoadItem, { type: 'progress' }>, Session, undefined> {
    shelf.fits(fitOf(library, request.hash));
    noteProgramBytes();
    // On a GPU the weights are not in this process's memory.
    const memory = library.backend === 'cpu' ? await memorySystemHere() : null;
    try {
      const file =
        memory && request.leftInFile ? MappedFile.of(memory, request.path, request.leftInFile) : null;
      const model = yield* loadModel(library, request, memory, file, signal);
      file?.settle();
      forgetVocabulary(model);
      const context = await createContext(library, model, memory, request);
      return new Session(library, request, model, context, shelf, memory, file);
    } catch (cause) {
      if (signal.aborted) throw new BitternError('cancelled', 'Stopped.', { cause });
      // A file without a head deserves a sentence of its own; where nothing is wrong, reading it would only take time.
      await readHead(library, request.path, true);
      throw await unusable(library, cause);
    }
  }

  get library(): Library {
    return this.#library;
  }

  get keeper(): SnapshotKeeper {
    return this.#keeper;
  }

  get sequence(): LiveSequence {
    return this.#keeper.sequence;
  }

  get contextTokens(): number {
    return this.#context.contextSize;
  }

  get layersOnDevice(): number {
    return this.#model.gpuLayers;
  }

  tokens(prompt: readonly Segment[]): Token[] {
    return promptTokens(prompt, (text, special) => this.#model.tokenize(text, special));
  }

  text(tokens: readonly number[]): string {
    return this.#model.detokenize(tokens as Token[]);
  }

  isEnd(token: Token): boolean {
    return this.#model.isEogToken(token);
  }

  /** What is done for the model's memory between two batches of a prompt. */
  #betweenBatches(): void {
    this.largePages?.work(movingPerBatchMs);
    this.#file?.release();
  }

  /** What is done for the model's memory between two tokens of an answer. */
  betweenTokens(): void {
    this.largePages?.work(movingPerTokenMs);
    this.#tokensSinceRelease += 1;
    if (this.#tokensSinceRelease < tokensBetweenReleases) return;
    this.#tokensSinceRelease = 0;
    this.#file?.release();
  }

  /** Replaces the context by one of another size and carries over what is evaluated, as far as it fits. */
  async resize(shape: ContextShape): Promise<void> {
    const carried = await this.#keeper.putAside(shape.contextTokens - 1);
    await this.#context.dispose();
    try {
      this.#context = await createContext(this.#library, this.#model, this.#memory, shape);
    } catch (cause) {
      // The old size fitted a moment ago; without a context the model would be of no use.
      this.#context = await createContext(this.#library, this.#model, this.#memory, this.#request);
      this.#keeper = this.#keep(this.#context, this.#keeper);
      throw await unusable(this.#library, cause);
    }
    this.#keeper = this.#keep(this.#context, this.#keeper);
    if (carried) await carried.takeBack(this.#keeper.sequence);
  }

  async dispose(): Promise<void> {
    await this.#context.dispose();
    await this.#model.dispose();
  }

  #keep(context: LlamaContext, before: SnapshotKeeper | null): SnapshotKeeper {
    this.largePages?.survey();
    const sequence = new LiveSequence(
      context,
      this.#library.prefillThreads,
      () => this.#betweenBatches(),
      () => createGuesser(this.#library.module),
    );
    const tokenBytes = kvCacheBytes(this.#model.fileInfo, 1);
    return new SnapshotKeeper(sequence, this.#shelf, this.#request.snapshots.directory, tokenBytes, before);
  }
}

/** What the model evaluates with these settings fits. */
function fitOf({ llama, backend }: Library, modelHash: string): string {
  const { repo, release } = llama.llamaCppRelease;
  return fitKey({ modelHash, engine: `${repo} ${release}`, backend, flashAttention: backend !== 'cpu' });
}

/**
 * The library keeps what it read from the file's head, where the vocabulary takes ten megabytes as strings. llama.cpp has its own;
 * the library itself only asks how many tokens there are.
 */
function forgetVocabulary({ fileInfo }: LlamaModel): void {
  const kept: { tokens?: readonly unknown[]; merges?: readonly unknown[] } | undefined =
    fileInfo.metadata.tokenizer?.ggml;
  if (!kept?.tokens) return;
  kept.tokens = new Array(kept.tokens.length);
  delete kept.merges;
}

async function* loadModel(
  library: Library,
  request: LoadRequest,
  memory: MemorySystem | null,
  file: MappedFile | null,
  signal: AbortSignal,
): AsyncGenerator<Extract<LoadItem, { type: 'progress' }>, LlamaModel, undefined> {
  const onCpu = library.backend === 'cpu';
  const progress = (fraction: number) => ({ type: 'progress' as const, fraction });
  if (file) for await (const read of file.read(signal)) yield progress(read * readingShare);
  const begun = file ? readingShare : 0;
  let fraction = begun;
  let shown = -1;
  let wake = (): void => {};
  const load = () =>
    library.llama.loadModel({
      modelPath: request.path,
      // ggml packs 4-bit matrices anew for the processor; what was mapped would count a second time if it were not given back.
      useMmap: onCpu ? file !== null : 'auto',
      gpuLayers: onCpu ? 0 : { fitContext: { contextSize: request.contextTokens } },
      defaultContextFlashAttention: onCpu ? false : 'auto',
      ignoreMemorySafetyChecks: onCpu,
      loadSignal: signal,
      onLoadProgress: (packed) => {
        fraction = begun + packed * (1 - begun);
        wake();
      },
    });
  const loading = memory ? new MemoryAhead(memory).during(load, () => file?.release()) : load();
  let settled = false;
  const done = loading.finally(() => {
    settled = true;
    wake();
  });
  done.catch(() => {});
  while (!settled) {
    if (fraction - shown >= 0.01) {
      shown = fraction;
      yield progress(fraction);
    } else {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }
  return await done;
}

async function createContext(
  library: Library,
  model: LlamaModel,
  memory: MemorySystem | null,
  { contextTokens, batchTokens }: ContextShape,
): Promise<LlamaContext> {
  const onCpu = library.backend === 'cpu';
  // A context never gets more threads than were allowed when it was made.
  library.llama.maxThreads = library.threads;
  const create = () =>
    model.createContext({
      contextSize: contextTokens,
      batchSize: batchTokens,
      threads: library.threads,
      // With heads of 80 numbers ggml's flash attention on a processor collapses as the context fills.
      flashAttention: onCpu ? false : 'auto',
      ignoreMemorySafetyChecks: onCpu,
      failedCreationRemedy: false,
    });
  return await (memory ? new MemoryAhead(memory).during(create) : create());
}
