import type {
  InstalledModel,
  MemoryPlan,
  Progress,
  RuntimeStatus,
  Sampling,
  Settings,
} from '../../preload/contract/index.ts';
import type { EventBus } from '../events.ts';
import type { HandlersOf } from '../handlers.ts';
import type { Log } from '../log.ts';
import type { Fork, RestartPolicy } from '../process/index.ts';
import type { BackendName, Segment } from './interface.ts';

export type { Segment } from './interface.ts';

/** What the runtime needs of the rest of the program. */
export interface RuntimeOptions {
  fork: Fork;
  log: Log;
  events: EventBus;
  /** Read at every use, so a change takes effect with the next question. */
  settings: () => Settings;
  /** Where evaluated prompts are kept, and a small file with learned speeds. Made when it is needed. */
  snapshotsDirectory: string;
  models: ModelSource;
  /** For tests: when a process that died is started again, and how long one may be silent while it works. */
  policy?: RestartPolicy;
  patience?: Partial<Patience>;
}

/** The installed models, as far as running them goes. */
export interface ModelSource {
  byId(id: string): InstalledModel | null;
  /** The model to answer with. */
  defaultModel(): InstalledModel | null;
  /** Remembers why a model cannot be used, as a sentence; null: it works again. */
  markProblem(id: string, text: string | null): void;
}

/** Milliseconds. */
export interface Patience {
  /** Silence of a process that works, after which it is taken for hung. */
  hang: number;
  /** The same while a model is read from disk. */
  hangLoading: number;
  /** Rest after work before what is evaluated is saved. */
  beforeKeeping: number;
  /** Work that must be at stake for a save: for the first in a while, and soon after another. */
  worthKeeping: number;
  worthKeepingAgain: number;
}

/** A model that is in memory. */
export interface LoadedModel {
  modelId: string;
  hash: string;
  name: string;
  kind: InstalledModel['kind'];
  contextTokens: number;
  /** Prompt tokens that are evaluated at once, at most. */
  batchTokens: number;
  backend: BackendName;
  plan: MemoryPlan;
}

/** What to answer. */
export interface GenerateOptions {
  /** Null: the default model. */
  modelId: string | null;
  /** The conversation; what it evaluated is found again under this name. */
  slot: string;
  prompt: readonly Segment[];
  /** A seed of null is drawn, and told with `done`. */
  sampling: Sampling;
  /** Ends the answer, beside the sampling's own stops; never shown, and found across tokens. */
  stop: readonly string[];
  maxTokens: number;
  /** Goes on after the model's end token; for measuring. */
  ignoreEnd?: boolean;
}

/** What happens while an answer is made. `done` is last. */
export type RuntimeEvent =
  | { type: 'loading'; progress: Progress | null }
  /** Tokens of the prompt; those that were evaluated before count as done. */
  | { type: 'prefill'; progress: Progress }
  /** Whole characters; never a part of a stop string. */
  | { type: 'text'; text: string }
  | {
      type: 'done';
      endedBy: 'stop' | 'length' | 'context';
      promptTokens: number;
      reusedTokens: number;
      answerTokens: number;
      /** From the call on, loading included. */
      firstTokenMs: number;
      /** After the first token; null for an answer of one token. */
      tokensPerSecond: number | null;
      seed: number;
      modelId: string;
      modelHash: string;
      modelName: string;
      contextTokens: number;
      /** Tokens that were guessed from the prompt, and those of them that were right. */
      guessed: number;
      guessedRight: number;
    };

/** A beginning of a prompt to be evaluated before anybody asks. */
export interface ReadAheadOptions {
  modelId: string | null;
  slot: string;
  prompt: readonly Segment[];
  onProgress?(progress: Progress): void;
}

export interface Reading {
  cancel(): void;
  /** Never rejects: true when all of it is evaluated. */
  finished: Promise<boolean>;
}

/** BTLM in its own process: loading, answering, reading ahead, embedding. */
export interface Runtime {
  readonly handlers: HandlersOf<'runtime'>;
  /** `runtime.changed` is sent whenever this changes. */
  status(): RuntimeStatus;
  /**
   * Loads the model or keeps it; the context grows to `contextTokens` when there is room. Rejects with `no-model`, `unreadable`,
   * `no-room`, `process-died` or `cancelled`.
   */
  ensureLoaded(
    modelId: string | null,
    options?: {
      contextTokens?: number;
      /** The conversation to be continued: what was saved of it is checked while the model is read. */
      slot?: string;
      signal?: AbortSignal;
      onProgress?: (progress: Progress) => void;
    },
  ): Promise<LoadedModel>;
  /** What loading would take, and the context it would get if a prompt needed `contextTokens`. Loads nothing. */
  plan(modelId: string | null, contextTokens?: number): Promise<MemoryPlan>;
  /** Token counts by the model itself, which is loaded if need be. */
  countTokens(texts: readonly string[], options?: { modelId?: string | null }): Promise<number[]>;
  /**
   * Answers. One at a time; a second one waits its turn. An abort ends it with `cancelled` at once; when the process dies it
   * ends with `process-died`; in both cases the text so far has been delivered. A prompt that does not fit is `too-large`.
   */
  generate(
    options: GenerateOptions,
    context: { signal: AbortSignal },
  ): AsyncGenerator<RuntimeEvent, void, undefined>;
  /** Evaluates a beginning while nobody asks; `generate` interrupts it. One for each slot. Does nothing when it is switched off. */
  readAhead(options: ReadAheadOptions): Reading;
  cancelReadAhead(slot: string): void;
  /** Seconds to the first token, from what this machine did before; null while unknown. */
  estimate(promptTokens: number, reusedTokens: number): number | null;
  /** How much of a prompt is evaluated already; null when no model is loaded. */
  forecast(
    prompt: readonly Segment[],
  ): Promise<{ promptTokens: number; reusedTokens: number; seconds: number | null } | null>;
  /** What models run on with the person's settings. Starts the process; rejects like loading. */
  processor(): Promise<'cpu' | 'cpu-amx' | 'gpu'>;
  /**
   * Unit vectors from an embedding model, which is kept beside the answering one. Lets answers go first; what is read ahead
   * makes way when it is `urgent`.
   */
  embed(
    modelId: string,
    texts: readonly string[],
    options?: { signal?: AbortSignal; urgent?: boolean },
  ): Promise<Float32Array[]>;
  /** Memory of the process in bytes; null while there is none. */
  memory(): Promise<{ residentBytes: number; peakBytes: number; evaluatedTokens: number } | null>;
  /** Forgets what is evaluated; with `snapshots` also what is saved for the loaded model. For measuring. */
  forget(options: { snapshots: boolean }): Promise<void>;
  /** Has what was evaluated and saved for conversations forgotten, since their text is to be gone. */
  forgetSlots(slots: readonly string[]): void;
  /** Resolves when the model is not at work any more, what was given up included. */
  idle(): Promise<void>;
  /** Saves what is evaluated and waits for it. */
  keep(): Promise<boolean>;
  close(): Promise<void>;
}
