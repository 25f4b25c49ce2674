import type {
  InstalledModel,
  MemoryPlan,
  Progress,
  Sampling,
  Settings,
} from '../../preload/contract/index.ts';
import type { EventBus } from '../events.ts';
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
