import { z } from 'zod';
import { wireError } from './errors.ts';

/** How many stream items may be on their way unacknowledged; the receiver acknowledges every `acknowledgeEvery`. */
export const wire = { window: 256, acknowledgeEvery: 32, maximumBytes: 16 * 1024 * 1024 } as const;

const id = z.number().int().nonnegative();

/** What a window may send, over Electron's IPC and over the browser shell's WebSocket alike. */
export const toProgram = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('call'), id, name: z.string().max(64), input: z.unknown() }),
  z.strictObject({ kind: z.literal('open'), id, name: z.string().max(64), input: z.unknown() }),
  z.strictObject({ kind: z.literal('acknowledge'), id, count: z.number().int().positive() }),
  /** Ends a call's or a stream's interest; the program aborts what it does for it. */
  z.strictObject({ kind: z.literal('cancel'), id }),
]);
export type ToProgram = z.infer<typeof toProgram>;

/** What the program sends. `end` closes a stream, with an error when it failed. */
export const toWindow = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('result'), id, output: z.unknown() }),
  z.strictObject({ kind: z.literal('error'), id, error: wireError }),
  z.strictObject({ kind: z.literal('item'), id, item: z.unknown() }),
  z.strictObject({ kind: z.literal('end'), id, error: wireError.optional() }),
  z.strictObject({ kind: z.literal('event'), name: z.string(), payload: z.unknown() }),
]);
export type ToWindow = z.infer<typeof toWindow>;
