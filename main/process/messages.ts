import { z } from 'zod';
import { wireError } from '../../preload/contract/index.ts';

/** Items a stream may be ahead of its reader, and how often the reader says how far it is. */
export const flow = { window: 64, acknowledgeEvery: 16 } as const;

const id = z.number().int().nonnegative();

/** What a parent sends to a child process. */
export const toChild = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('call'), id, name: z.string(), input: z.unknown() }),
  z.object({ kind: z.literal('open'), id, name: z.string(), input: z.unknown() }),
  z.object({ kind: z.literal('acknowledge'), id, count: z.number().int().positive() }),
  z.object({ kind: z.literal('cancel'), id }),
]);
export type ToChild = z.infer<typeof toChild>;

/** What a child process sends back; `ready` once, first. */
export const toParent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready') }),
  z.object({ kind: z.literal('result'), id, output: z.unknown() }),
  z.object({ kind: z.literal('item'), id, item: z.unknown() }),
  z.object({ kind: z.literal('end'), id }),
  z.object({ kind: z.literal('error'), id, error: wireError, details: z.string().max(16_384).optional() }),
]);
export type ToParent = z.infer<typeof toParent>;
