import { z } from 'zod';
import { sampling } from '../../preload/contract/index.ts';

/**
 * A stretch of a prompt. Each segment is tokenized on its own and the tokens are joined, so that counts add up and a prefix
 * of segments is a prefix of tokens. `plain` text is only text: `<|endoftext|>` in it is the characters it is made of.
 * `template` is the app's own scaffold, in which special tokens count.
 */
export const segment = z.object({ text: z.string(), kind: z.enum(['plain', 'template']).optional() });
export type Segment = z.infer<typeof segment>;

const tokens = z.number().int().nonnegative();

/** What the worker evaluates with; part of what makes a snapshot fit. */
export const backendName = z.enum(['cpu', 'vulkan', 'cuda', 'metal']);
export type BackendName = z.infer<typeof backendName>;

/** How the library is opened; a process opens it once. */
export const engineSettings = z.object({
  backend: z.enum(['auto', 'cpu', 'vulkan', 'cuda', 'metal']),
  /** Null: the number of physical cores. */
  threads: z.number().int().positive().nullable(),
});
export type EngineSettings = z.infer<typeof engineSettings>;

/** What the machine offers to llama.cpp. Sizes in bytes. */
export const machine = z.object({
  backend: backendName,
  /** Why the wanted backend is not used, as a sentence; null when it is. */
  notice: z.string().nullable(),
  devices: z.array(z.string()),
  threads: z.number().int().positive(),
  /** llama.cpp's own line about the instruction sets it uses. */
  instructions: z.string(),
  release: z.string(),
  memory: z.object({ total: z.number(), free: z.number() }),
  deviceMemory: z.object({ total: z.number(), free: z.number() }).nullable(),
});
export type Machine = z.infer<typeof machine>;

/** A context: its tokens, and how many of them are evaluated at once, at most. */
export const contextShape = z.object({
  contextTokens: z.number().int().positive(),
  batchTokens: z.number().int().positive(),
});
export type ContextShape = z.infer<typeof contextShape>;

const fileRange = z.object({ start: z.number(), end: z.number() });
/**
 * What of a model stays in its file, mapped into memory, as offsets: all between `start` and `end` stays mapped. Of what is
 * `lookedUp` only some rows are read at a time; bytes that the system maps beside what is used are `neighbours`.
 */
export const leftInFile = fileRange.extend({ lookedUp: fileRange, neighbours: z.number() });
export type LeftInFile = z.infer<typeof leftInFile>;

/** The memory a model takes, as llama.cpp itself reckons it without allocating. Bytes. */
export const needs = z.object({
  architecture: z.string(),
  trainedContext: z.number().int().positive(),
  layers: z.number().int().positive(),
  /** In the process; on the device. */
  weights: z.number(),
  deviceWeights: z.number(),
  /** Null when the whole file is read into memory. */
  leftInFile: leftInFile.nullable(),
  layersOnDevice: z.number().int().nonnegative(),
  /** What the process itself takes beside weights and contexts. */
  program: z.number(),
  contexts: z.array(
    contextShape.extend({
      kvCache: z.number(),
      scratch: z.number(),
      /** Of the two above, what lies on the device. */
      onDevice: z.number(),
    }),
  ),
});
export type Needs = z.infer<typeof needs>;
/** What one context takes. */
export type ContextNeed = Needs['contexts'][number];

/** Where snapshots are kept and how much room they may take; a budget of 0 switches them off. */
export const snapshotSettings = z.object({ directory: z.string(), budget: z.number().nonnegative() });

export const loadRequest = contextShape.extend({
  engine: engineSettings,
  path: z.string(),
  leftInFile: leftInFile.nullable(),
  /** Identifies the file's content for snapshots. */
  hash: z.string(),
  snapshots: snapshotSettings,
});
export type LoadRequest = z.infer<typeof loadRequest>;

export const loadItem = z.discriminatedUnion('type', [
  z.object({ type: z.literal('progress'), fraction: z.number() }),
  z.object({
    type: z.literal('loaded'),
    backend: backendName,
    contextTokens: z.number().int(),
    layersOnDevice: z.number().int(),
    residentBytes: z.number(),
    ms: z.number(),
  }),
]);
export type LoadItem = z.infer<typeof loadItem>;

/** A batch that was evaluated. `done` of `total` prompt tokens are in, `reused` of them without work. */
const prefillItem = z.object({
  type: z.literal('prefill'),
  done: tokens,
  total: tokens,
  reused: tokens,
  batchTokens: tokens,
  batchMs: z.number(),
});
export type PrefillItem = z.infer<typeof prefillItem>;

export const generateRequest = z.object({
  slot: z.string(),
  prompt: z.array(segment),
  sampling,
  seed: z.number().int().min(0).max(0xffff_ffff),
  stop: z.array(z.string()),
  maxTokens: z.number().int().positive(),
  speculation: z.enum(['auto', 'on', 'off']),
  /** Milliseconds a token of prefill is expected to take; chooses the first batch. */
  expectedTokenMs: z.number().positive().nullable(),
  /** Goes on after an end token, for measuring. */
  ignoreEnd: z.boolean(),
});
export type GenerateRequest = z.infer<typeof generateRequest>;

export const generateItem = z.discriminatedUnion('type', [
  prefillItem,
  z.object({ type: z.literal('text'), text: z.string(), tokens }),
  z.object({
    type: z.literal('done'),
    endedBy: z.enum(['stop', 'length', 'context']),
    promptTokens: tokens,
    reusedTokens: tokens,
    answerTokens: tokens,
    /** From the beginning of the request to the first token. */
    firstTokenMs: z.number(),
    /** From the first token to the last. */
    decodeMs: z.number(),
    /** Tokens that speculation guessed, and those of them that were right. */
    guessed: tokens,
    guessedRight: tokens,
  }),
]);
export type GenerateItem = z.infer<typeof generateItem>;

export const prefillRequest = z.object({
  slot: z.string(),
  prompt: z.array(segment),
  expectedTokenMs: z.number().positive().nullable(),
});

/** What the runtime process can be asked. One thing happens at a time; the rest waits its turn, except questions about state. */
export const runtimeInterface = {
  calls: {
    /**
     * Begins to verify what was saved last of a conversation, before the library is opened and a model loaded to continue it, which
     * take one core, mostly. Answers at once.
     */
    verifyAhead: { input: z.object({ snapshots: snapshotSettings, slot: z.string() }), output: z.object({}) },
    /** Opens the library. Fails with `unreadable` when no binary of it runs here. */
    machine: { input: engineSettings, output: machine },
    /** Fails with `unreadable` when the file is not a model that can be run. */
    estimate: {
      input: z.object({
        engine: engineSettings,
        path: z.string(),
        contexts: z.array(contextShape),
      }),
      output: needs,
    },
    /** Gives the loaded model another context size; what was evaluated is carried over where it fits. */
    resize: {
      input: contextShape,
      output: z.object({ contextTokens: z.number().int(), residentBytes: z.number() }),
    },
    /** Token counts of texts, as plain segments. */
    count: { input: z.object({ texts: z.array(z.string()) }), output: z.object({ counts: z.array(tokens) }) },
    /** How much of a prompt is evaluated already, live or in a snapshot. */
    compare: {
      input: z.object({ prompt: z.array(segment) }),
      output: z.object({ promptTokens: tokens, reusedTokens: tokens }),
    },
    /** Saves what is evaluated, when losing it would cost at least `worthMs` of work. Called when nobody waits. */
    keep: { input: z.object({ worthMs: z.number() }), output: z.object({ saved: z.boolean() }) },
    /** Changes how much room snapshots may take; what is too much goes at once. */
    limit: { input: z.object({ snapshotBudget: z.number().nonnegative() }), output: z.object({}) },
    /** Forgets what is evaluated and saved of conversations whose text is to be gone, once nothing uses the model. */
    forgetSlots: {
      input: z.object({ snapshots: snapshotSettings, slots: z.array(z.string()) }),
      output: z.object({}),
    },
    /** Answers when nothing uses the model any more. */
    idle: { input: z.object({}), output: z.object({}) },
    /** Answers when no snapshot is being checked and named any more. */
    settle: { input: z.object({}), output: z.object({}) },
    memory: {
      input: z.object({}),
      output: z.object({ residentBytes: z.number(), peakBytes: z.number(), evaluatedTokens: tokens }),
    },
    /**
     * Loads a model for a bare loop of the library, to compare with: with the settings that Bittern uses (`same`) or with the
     * library's own (`defaults`). In a process of its own.
     */
    bareLoad: {
      input: contextShape.extend({
        engine: engineSettings,
        path: z.string(),
        way: z.enum(['same', 'defaults']),
      }),
      output: z.object({ ms: z.number() }),
    },
    /**
     * Evaluates made-up tokens from the beginning, or from a saved state on, up to `depth`, then generates, for as long as
     * `decodeLimitMs` at most. `prefillMs` is null when nothing had to be evaluated. With `hurry` the prompt is evaluated with a
     * thread a core, whatever the settings, for who only wants to know what comes after it.
     */
    bareRun: {
      input: z.object({
        depth: z.number().int().positive(),
        generate: z.number().int().positive(),
        state: z.string().nullable(),
        hurry: z.boolean(),
        decodeLimitMs: z.number().positive(),
        sampling,
      }),
      output: z.object({
        evaluated: tokens,
        prefillMs: z.number().nullable(),
        generated: tokens,
        decodeMs: z.number(),
      }),
    },
    /** Forgets what is evaluated, live and on disk; for measuring. */
    forget: { input: z.object({ snapshots: z.boolean() }), output: z.object({}) },
  },
  streams: {
    /** Fails with `unreadable`, or `no-room` when memory did not suffice. */
    load: { input: loadRequest, item: loadItem },
    /** Fails with `too-large` when the prompt does not fit. */
    generate: { input: generateRequest, item: generateItem },
    prefill: { input: prefillRequest, item: prefillItem },
    embed: {
      input: z.object({ engine: engineSettings, path: z.string(), texts: z.array(z.string()) }),
      item: z.object({
        index: z.number().int(),
        vector: z.custom<Float32Array>((value) => value instanceof Float32Array),
      }),
    },
  },
} as const;
