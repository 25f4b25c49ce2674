import { z } from 'zod';
import { progress } from './document.ts';

export const modelId = z.string().regex(/^mdl_[0-9a-z]{10,40}$/);

/**
 * How the matrices of a model are stored. IQ4_NL is fastest to read a prompt on a CPU, Q4_K a little more exact;
 * Q5_K and Q8_0 trade memory for exactness, F16 and F32 are unquantized.
 */
export const recipe = z.enum(['IQ4_NL', 'Q4_K', 'Q5_K', 'Q8_0', 'F16', 'F32']);
export type Recipe = z.infer<typeof recipe>;

export const jobId = z.string().regex(/^job_[0-9a-z]{10,40}$/);

export const memoryNeed = z.object({ contextTokens: z.number().int(), bytes: z.number() });

/** A model that Bittern knows how to get. */
export const catalogueEntry = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  repository: z.string(),
  revision: z.string(),
  licence: z.string(),
  kind: z.enum(['chat', 'base', 'embedding']),
  isDefault: z.boolean(),
  downloadBytes: z.number(),
  /** By recipe, bytes on disk once converted. */
  installedBytes: z.record(z.string(), z.number()),
  /** What suits this machine: it differs between processors and GPUs. */
  recommendedRecipe: recipe,
  memory: z.array(memoryNeed),
  /** A sentence on whether this machine can run it, and with how much context. */
  fit: z.object({ ok: z.boolean(), text: z.string() }),
  installed: z.boolean(),
  /** The unfinished job that is getting it: queued, running, paused, or failed and waiting for another try. */
  jobId: jobId.nullable(),
});
export type CatalogueEntry = z.infer<typeof catalogueEntry>;

export const installedModel = z.object({
  id: modelId,
  name: z.string(),
  kind: z.enum(['chat', 'base', 'embedding']),
  path: z.string(),
  bytes: z.number(),
  recipe: z.string(),
  /**
   * SHA-256 over the file's size, its metadata and tensor directory, and samples of its weights; identifies it for
   * caches and answers without reading gigabytes.
   */
  hash: z.string(),
  contextTokens: z.number().int(),
  parameters: z.number(),
  isDefault: z.boolean(),
  addedAt: z.number(),
  /** A sentence when the file is gone, damaged, or crashed the runtime while loading. */
  problem: z.string().nullable(),
  /** The repository and commit that it was fetched from, `owner/name@commit`; null for one that the person added. */
  origin: z.string().nullable(),
  /** Bytes of the original checkpoint that are kept beside it. */
  originalBytes: z.number(),
  /** The file lies in Bittern's own folder and is deleted with the model; one added elsewhere is only forgotten. */
  owned: z.boolean(),
});
export type InstalledModel = z.infer<typeof installedModel>;

/** Anything long that the person can watch, pause or stop, and that survives a restart. */
export const job = z.object({
  id: jobId,
  kind: z.enum(['download', 'conversion', 'import', 'sweep', 'embedding']),
  title: z.string(),
  /** What it is doing now, in words; of one that is paused or failed, what it was doing, or why it waits. */
  step: z.string(),
  state: z.enum(['queued', 'running', 'paused', 'done', 'failed', 'cancelled']),
  progress: progress.nullable(),
  /** A sentence, when `failed`. */
  error: z.string().nullable(),
  canPause: z.boolean(),
  /** The model or document it makes, once there is one. */
  subject: z.string().nullable(),
  createdAt: z.number(),
});
export type Job = z.infer<typeof job>;

/** Whether a file is taken for a model, by its name or path; every other is a document. */
export function isModelFile(name: string): boolean {
  return /\.gguf$/i.test(name);
}
