import { describe, expect, it } from 'vitest';
import { catalogueEntry, fitOn, knownModel, knownModels } from '../../main/models/catalogue/index.ts';
import { installedBytes, memoryBytes } from '../../main/models/catalogue/size.ts';
import { parseBtlmConfig } from '../../main/models/convert/btlm/config.ts';
import { mapTensors } from '../../main/models/convert/btlm/mapping.ts';
import { storedType } from '../../main/models/convert/btlm/recipes.ts';
import { ggmlTypes } from '../../main/models/convert/gguf/types.ts';
import { catalogueEntry as entrySchema, recipe as recipes } from '../../preload/contract/index.ts';

/** The published config.json of BTLM-3B-8K. */
const published = parseBtlmConfig(
  JSON.stringify({
    model_type: 'btlm',
    n_layer: 32,
    n_head: 32,
    n_embd: 2560,
    n_inner: 6826,
    n_positions: 8192,
    vocab_size: 50257,
    layer_norm_epsilon: 1e-5,
    activation_function: 'swiglu',
    position_embedding_type: 'alibi',
    mup_embeddings_scale: 14.6,
    mup_output_alpha: 2.22,
    mup_width_scale: 0.1,
    mup_scale_qk_dot_by_d: true,
  }),
);

describe('sizes', () => {
  it.each(recipes.options)('of %s are what the conversion will write, within half a percent', (recipe) => {
    let bytes = 0;
    for (const tensor of mapTensors(published)) {
      const { block, bytes: blockBytes } = ggmlTypes[storedType(recipe, tensor)];
      bytes += ((tensor.columns * tensor.rows) / block) * blockBytes;
    }
    expect(Math.abs(installedBytes(recipe) / bytes - 1)).toBeLessThan(0.005);
  });

  it('of memory grow by the cache of a token', () => {
    const perToken = (memoryBytes('IQ4_NL', 8192) - memoryBytes('IQ4_NL', 2048)) / 6144;
    expect(perToken).toBeGreaterThanOrEqual(320 * 1024);
    expect(perToken).toBeLessThan(340 * 1024);
    // Measured: 2.56 GB at 2,048 tokens, 4.4 GB at 8,192.
    expect(memoryBytes('IQ4_NL', 2048) / 2.56e9).toBeCloseTo(1, 1);
    expect(memoryBytes('IQ4_NL', 8192) / 4.4e9).toBeCloseTo(1, 1);
  });
});

describe('whether a machine fits', () => {
  const memory = [2048, 4096, 8192].map((contextTokens) => ({
    contextTokens,
    bytes: memoryBytes('IQ4_NL', contextTokens),
  }));
  it.each([
    [16e9, true, /full context of 8,192 tokens: that takes 4\.\d+ GB, and 16 GB of memory are free/],
    [3.8e9, true, /fits this machine with a context of 4,096 tokens/],
    [3.1e9, true, /a context of 2,048 tokens/],
    [2e9, false, /It needs 2\.\d+ GB for its smallest context, and 2 GB of memory are free\. Close/],
  ])('with %d bytes free', (available, ok, text) => {
    const fit = fitOn(memory, available);
    expect(fit.ok).toBe(ok);
    expect(fit.text).toMatch(text);
  });
});

describe('the catalogue', () => {
  it('has one default, and every entry is of the contract', () => {
    expect(knownModels.filter((model) => model.isDefault).map((model) => model.id)).toEqual([
      'btlm-3b-8k-chat',
    ]);
    for (const model of knownModels) {
      const entry = catalogueEntry(model, {
        recipe: 'IQ4_NL',
        recommendedRecipe: 'IQ4_NL',
        availableMemory: 8e9,
        isInstalled: false,
        jobId: null,
      });
      expect(entrySchema.parse(entry)).toEqual(entry);
    }
  });

  it('names what it knows when asked for something else', () => {
    expect(() => knownModel('mistral')).toThrow(
      /knows no model called "mistral"\. It knows btlm-3b-8k-chat, btlm-3b-8k-base, and bge/,
    );
  });
});
