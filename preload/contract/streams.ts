import { z } from 'zod';
import { answerEvent, messageId, readAheadState } from './conversation.ts';
import { documentId, documentSummary, searchState } from './document.ts';
import { job } from './model.ts';
import { runtimeStatus } from './runtime.ts';
import { settings } from './settings.ts';

/**
 * Streams: the window opens one, items come in order, nothing is lost, and the program sends no more than
 * `wire.window` items ahead of what the window has acknowledged.
 */
export const streams = {
  /** A running answer from a UTF-16 offset on: what exists is sent at once, the rest as it comes, `done` last. */
  answer: {
    input: z.strictObject({ answerId: messageId, offset: z.number().int().nonnegative() }),
    item: answerEvent,
  },
} satisfies Record<string, { input: z.ZodType; item: z.ZodType }>;

export type Streams = typeof streams;
export type StreamName = keyof Streams;
export type StreamInput<N extends StreamName> = z.output<Streams[N]['input']>;
export type StreamItem<N extends StreamName> = z.output<Streams[N]['item']>;

/**
 * Events: sent to every window when something changed. Each carries the whole new state, or says what must be asked for anew, so
 * missing one does no harm.
 */
export const events = {
  'conversation.changed': z.object({ id: z.string(), removed: z.boolean() }),
  'conversation.readAhead': readAheadState,
  'document.changed': documentSummary,
  'document.removed': z.object({ id: documentId }),
  'folder.changed': z.object({}),
  'model.changed': z.object({}),
  'job.changed': job,
  'search.changed': searchState,
  'runtime.changed': runtimeStatus,
  'settings.changed': settings,
  /** Something the person should read once. */
  notice: z.object({ level: z.enum(['info', 'warning', 'error']), text: z.string() }),
} satisfies Record<string, z.ZodType>;

export type Events = typeof events;
export type EventName = keyof Events;
export type EventPayload<N extends EventName> = z.output<Events[N]>;
