import { z } from 'zod';
import { modelId } from './model.ts';

/** What loading a model takes, and the context it can have, before it is loaded. Sizes in bytes. */
export const memoryPlan = z.object({
  contextTokens: z.number().int(),
  weights: z.number(),
  kvCache: z.number(),
  scratch: z.number(),
  total: z.number(),
  available: z.number(),
  fits: z.boolean(),
  /** Why this context was picked, as a sentence. */
  reason: z.string(),
  /** The same figures for other context sizes, for the person to choose from. */
  choices: z.array(z.object({ contextTokens: z.number().int(), total: z.number(), fits: z.boolean() })),
});
export type MemoryPlan = z.infer<typeof memoryPlan>;

export const runtimeState = z.enum(['stopped', 'starting', 'ready', 'busy', 'backing-off', 'failed']);

export const runtimeStatus = z.object({
  state: runtimeState,
  modelId: modelId.nullable(),
  modelName: z.string().nullable(),
  /** `cpu`, `vulkan`, `cuda` or `metal`; null until a model is loaded. */
  backend: z.string().nullable(),
  plan: memoryPlan.nullable(),
  /** Why it is not running, as a sentence. */
  problem: z.string().nullable(),
  /** Resident memory of the runtime process in bytes, when known. */
  residentBytes: z.number().nullable(),
});
export type RuntimeStatus = z.infer<typeof runtimeStatus>;

/** What this machine can do, a line a finding; `ok: false` lines say what to do about it. */
export const doctorReport = z.object({
  findings: z.array(z.object({ subject: z.string(), ok: z.boolean(), text: z.string() })),
});
export type DoctorReport = z.infer<typeof doctorReport>;
