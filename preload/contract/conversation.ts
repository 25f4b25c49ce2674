import { z } from 'zod';
import { alsoLookedFor, documentId, documentSummary, passage, progress } from './document.ts';

export const conversationId = z.string().regex(/^cnv_[0-9a-z]{10,40}$/);
export const messageId = z.string().regex(/^msg_[0-9a-z]{10,40}$/);

/**
 * How documents reach the model. `auto` decides; `document`: the whole text; `passages`: what retrieval finds;
 * `sweep`: every chunk in order; `none`: the conversation alone.
 */
export const answerMode = z.enum(['auto', 'document', 'passages', 'sweep', 'none']);
export type AnswerMode = z.infer<typeof answerMode>;

/** How the next token is chosen. Names and meanings are llama.cpp's. */
export const sampling = z.object({
  temperature: z.number().min(0).max(2),
  topK: z.number().int().min(0).max(1000),
  topP: z.number().min(0).max(1),
  minP: z.number().min(0).max(1),
  repeatPenalty: z.number().min(1).max(2),
  /** How many of the last tokens the repeat penalty looks at. */
  repeatLastTokens: z.number().int().min(0).max(2048),
  /** DRY: penalises the next token of a sequence that was already written. 0 switches it off. */
  dryMultiplier: z.number().min(0).max(5),
  /** Null draws a new seed for every answer; the one used is stored with the answer. */
  seed: z.number().int().min(0).max(0xffff_ffff).nullable(),
  maxTokens: z.number().int().min(1).max(8192),
  stop: z.array(z.string().min(1).max(64)).max(8),
});
export type Sampling = z.infer<typeof sampling>;

/** Defaults for a 3B model: close to greedy so that answers stay with the passages, with light repetition control. */
export const defaultSampling: Sampling = {
  temperature: 0.3,
  topK: 40,
  topP: 0.9,
  minP: 0.05,
  repeatPenalty: 1.1,
  repeatLastTokens: 256,
  dryMultiplier: 0,
  seed: null,
  maxTokens: 768,
  stop: [],
};

export const conversationSettings = z.object({
  mode: answerMode,
  /** Null: the default model. */
  modelId: z.string().nullable(),
  systemPrompt: z.string().max(8000).nullable(),
  sampling: sampling.partial(),
});
export type ConversationSettings = z.infer<typeof conversationSettings>;

export const conversationSummary = z.object({
  id: conversationId,
  title: z.string(),
  /** The stretch of a message that a search found, or the last message's beginning. */
  preview: z.string(),
  updatedAt: z.number(),
  documents: z.number().int().nonnegative(),
  answering: z.boolean(),
});
export type ConversationSummary = z.infer<typeof conversationSummary>;

/** `working`: being made now. `interrupted`: the runtime or the program died. `stopped`: the person stopped it. */
export const answerStatus = z.enum(['working', 'done', 'stopped', 'interrupted', 'failed']);
export type AnswerStatus = z.infer<typeof answerStatus>;

/** A place in an answer that is backed by a passage of the ledger. Offsets are UTF-16 units in the answer's text. */
export const citation = z.object({
  start: z.number().int().nonnegative(),
  end: z.number().int().nonnegative(),
  /** Number of the passage as the person sees it: [1], [2]… */
  number: z.number().int().positive(),
  /** The best matching stretch of the source, as offsets in the document's text. */
  sourceStart: z.number().int().nonnegative(),
  sourceEnd: z.number().int().nonnegative(),
});
export type Citation = z.infer<typeof citation>;

/** A number, date or name in an answer that stands in none of the passages the model was given. */
export const unsupported = z.object({
  start: z.number().int().nonnegative(),
  end: z.number().int().nonnegative(),
  kind: z.enum(['number', 'date', 'name']),
});
export type Unsupported = z.infer<typeof unsupported>;

/** One thing that was in the prompt, or was left out of it and why. */
export const ledgerEntry = z.object({
  part: z.enum(['system', 'document', 'passage', 'history', 'question', 'template', 'reserve']),
  label: z.string(),
  tokens: z.number().int().nonnegative(),
  included: z.boolean(),
  /** Why it was left out; null when included. */
  reason: z.string().nullable(),
  score: z.number().nullable(),
  documentId: z.string().nullable(),
  start: z.number().int().nullable(),
  end: z.number().int().nullable(),
  page: z.number().int().nullable(),
});
export type LedgerEntry = z.infer<typeof ledgerEntry>;

/** How an answer came about; kept with it so that it can be explained and repeated. */
export const answerRecord = z.object({
  /** What answered: a model, or the app's own passages when no model is installed. */
  by: z.enum(['model', 'passages']),
  modelName: z.string().nullable(),
  modelHash: z.string().nullable(),
  mode: answerMode,
  seed: z.number().int().nullable(),
  sampling: sampling.nullable(),
  contextTokens: z.number().int().nullable(),
  promptTokens: z.number().int().nullable(),
  reusedTokens: z.number().int().nullable(),
  answerTokens: z.number().int().nullable(),
  firstTokenMs: z.number().nullable(),
  tokensPerSecond: z.number().nullable(),
  /** Why generation ended: an end token or stop string, the length limit, or the edge of the context. */
  endedBy: z.enum(['stop', 'length', 'context']).nullable(),
  ledger: z.array(ledgerEntry),
  passages: z.array(passage),
  alsoLookedFor,
  citations: z.array(citation),
  unsupported: z.array(unsupported),
});
export type AnswerRecord = z.infer<typeof answerRecord>;

export const message = z.object({
  id: messageId,
  parentId: messageId.nullable(),
  role: z.enum(['user', 'assistant']),
  text: z.string(),
  createdAt: z.number(),
  /** Null for the person's messages. */
  status: answerStatus.nullable(),
  /** A sentence, when `failed` or `interrupted`. */
  error: z.string().nullable(),
  /** Null for the person's messages and while `working`. */
  answer: answerRecord.nullable(),
  /** Every version of this turn, oldest first, this one among them. */
  siblings: z.array(messageId),
});
export type Message = z.infer<typeof message>;

export const conversation = z.object({
  id: conversationId,
  title: z.string(),
  createdAt: z.number(),
  updatedAt: z.number(),
  settings: conversationSettings,
  /** The active branch, first message first. */
  messages: z.array(message),
  documents: z.array(documentSummary),
});
export type Conversation = z.infer<typeof conversation>;

/** What a running answer sends. Text comes as increments with their UTF-16 offset, so a late listener can tell what it missed. */
export const answerEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), offset: z.number().int().nonnegative(), text: z.string() }),
  z.object({
    type: z.literal('phase'),
    phase: z.enum(['retrieving', 'loading', 'prefill', 'sweep', 'writing', 'checking']),
    progress: progress.nullable(),
  }),
  z.object({ type: z.literal('passages'), mode: answerMode, passages: z.array(passage) }),
  z.object({ type: z.literal('done'), message }),
]);
export type AnswerEvent = z.infer<typeof answerEvent>;

/** How far the model has read what a conversation's next prompt begins with, while nobody has asked yet. */
export const readAheadState = z.object({
  conversationId,
  /** `reading`: going on, or waiting for the model to load; `read`: all of it; `off`: nothing is read ahead. */
  state: z.enum(['reading', 'read', 'off']),
  /** Tokens, while `reading` and known. */
  progress: progress.nullable(),
});
export type ReadAheadState = z.infer<typeof readAheadState>;

/** A stretch of a document, by UTF-16 offsets in its text. */
export const place = z.strictObject({
  documentId,
  start: z.number().int().nonnegative(),
  end: z.number().int().nonnegative(),
});
export type Place = z.infer<typeof place>;

/** What would happen if this question were sent now. Estimates are null until this machine's speed is known. */
export const forecast = z.object({
  mode: answerMode,
  contextTokens: z.number().int().nonnegative(),
  promptTokens: z.number().int().nonnegative(),
  reusedTokens: z.number().int().nonnegative(),
  secondsToFirstToken: z.number().nullable(),
  /** The next lighter way of answering, where there is one and its time is known. */
  quicker: z.object({ mode: answerMode, secondsToFirstToken: z.number() }).nullable(),
  ledger: z.array(ledgerEntry),
});
export type Forecast = z.infer<typeof forecast>;
