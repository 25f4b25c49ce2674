import { z } from 'zod';
import { defaultSampling, sampling } from './conversation.ts';
import { recipe } from './model.ts';

const gibibyte = 1024 ** 3;

/** Everything a person can set for the whole program. Every key has a default, so an old or empty store is valid. */
export const settings = z.object({
  theme: z.enum(['system', 'light', 'dark']).default('system'),
  /** Null: chosen from free memory. */
  contextTokens: z.number().int().min(512).max(8192).nullable().default(null),
  /** Keep the runtime's memory under this many bytes; null: no budget beyond what is free. */
  memoryBudget: z.number().positive().nullable().default(null),
  /** `auto` takes a GPU when one works. */
  backend: z.enum(['auto', 'cpu', 'vulkan', 'cuda', 'metal']).default('auto'),
  /** Null: the number of physical cores. */
  threads: z.number().int().min(1).max(256).nullable().default(null),
  sampling: sampling.default(defaultSampling),
  readAhead: z.boolean().default(true),
  /** Prompt-lookup decoding: `auto` switches it on where it measured faster. */
  speculation: z.enum(['auto', 'on', 'off']).default('auto'),
  /** Room for prompt snapshots on disk, in bytes; 0 switches them off. */
  snapshotBudget: z
    .number()
    .nonnegative()
    .default(8 * gibibyte),
  /** Minutes without a question after which the model leaves memory; 0: never. */
  unloadAfterMinutes: z.number().nonnegative().default(15),
  /** When true nothing may open a connection, whatever is clicked. */
  offline: z.boolean().default(false),
  /** Where models are fetched from; null: the hub itself. */
  mirror: z.url().nullable().default(null),
  recipe: recipe.nullable().default(null),
  keepOriginal: z.boolean().default(false),
  /** The first-run guide was finished or dismissed. */
  welcomed: z.boolean().default(false),
});
export type Settings = z.infer<typeof settings>;

/** Changes to make; a key that is absent stays as it is. */
export const settingsPatch = z.strictObject(
  Object.fromEntries(
    Object.entries(settings.shape).map(([key, schema]) => [key, schema.unwrap().optional()]),
  ) as {
    [K in keyof typeof settings.shape]: z.ZodOptional<ReturnType<(typeof settings.shape)[K]['unwrap']>>;
  },
);
export type SettingsPatch = z.infer<typeof settingsPatch>;
