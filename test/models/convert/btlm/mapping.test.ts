import { describe, expect, it } from 'vitest';
import { parseBtlmConfig } from '../../../../main/models/convert/btlm/config.ts';
import { mapTensors, wholeLayers } from '../../../../main/models/convert/btlm/mapping.ts';
import { storedType } from '../../../../main/models/convert/btlm/recipes.ts';
import { checkpointShapes } from '../../../../main/models/convert/btlm/tensors.ts';
import { ggmlTypes, storedBytes } from '../../../../main/models/convert/gguf/types.ts';
import { recipe } from '../../../../preload/contract/index.ts';

const config = parseBtlmConfig(
  JSON.stringify({
    model_type: 'btlm',
    n_layer: 32,
    n_head: 32,
    n_embd: 2560,
    n_inner: 6826,
    n_positions: 8192,
    vocab_size: 50_257,
    layer_norm_epsilon: 1e-5,
    activation_function: 'swiglu',
    position_embedding_type: 'alibi',
    mup_embeddings_scale: 14.6,
    mup_output_alpha: 2.22,
    mup_width_scale: 0.1,
    mup_scale_qk_dot_by_d: true,
  }),
);

describe('the tensors that BTLM-3B-8K becomes', () => {
  const mapped = mapTensors(config);
  const named = (name: string) => mapped.find((tensor) => tensor.name === name)!;

  it('are made from every tensor of the checkpoint', () => {
    const sources = new Set(mapped.map((tensor) => tensor.source));
    const expected = new Set(checkpointShapes(config).keys());
    expected.delete('lm_head.weight');
    expect(sources).toEqual(expected);
    expect(mapped).toHaveLength(4 + 32 * 14);
  });

  it('carry muP’s factors in embedding and output', () => {
    expect(named('token_embd.weight')).toMatchObject({ source: 'transformer.wte.weight', factor: 14.6 });
    expect(named('output.weight')).toMatchObject({ source: 'transformer.wte.weight', factor: 2.22 * 0.1 });
    const untied = mapTensors({ ...config, tied: false });
    expect(untied.find(({ kind }) => kind === 'output')?.source).toBe('lm_head.weight');
  });

  it('are padded from 6826 to 6912 where the feed-forward width is a side', () => {
    expect(named('blk.3.ffn_up.weight')).toMatchObject({
      rows: 6912,
      columns: 2560,
      sourceRows: 2560,
      sourceColumns: 6826,
    });
    expect(named('blk.3.ffn_gate.bias')).toMatchObject({ rows: 1, columns: 6912, sourceColumns: 6826 });
    expect(named('blk.3.ffn_down.weight')).toMatchObject({ rows: 2560, columns: 6912, sourceRows: 6826 });
    expect(named('blk.3.ffn_down.bias')).toMatchObject({ columns: 2560 });
    expect(named('blk.3.attn_qkv.weight')).toMatchObject({ rows: 7680, columns: 2560 });
  });

  it('take the gate from c_fc2 and the up projection from c_fc', () => {
    expect(named('blk.0.ffn_gate.weight').source).toBe('transformer.h.0.mlp.c_fc2.weight');
    expect(named('blk.0.ffn_up.weight').source).toBe('transformer.h.0.mlp.c_fc.weight');
  });

  it.each(recipe.options)('are stored as %s throughout, no row falling back', (name) => {
    for (const tensor of mapped) {
      const type = storedType(name, tensor);
      expect(tensor.columns % ggmlTypes[type].block).toBe(0);
      if (tensor.kind === 'vector') expect(type).toBe('F32');
      else if (tensor.kind !== 'token_embd' && tensor.kind !== 'output') expect(type).toBe(name);
    }
  });

  it.each(['IQ4_NL', 'Q4_K'] as const)('take at most 1.65 GB as %s', (name) => {
    const bytes = mapped.reduce(
      (sum, tensor) => sum + storedBytes(storedType(name, tensor), tensor.rows * tensor.columns),
      0,
    );
    expect(bytes).toBeLessThan(1.645e9);
    expect(bytes).toBeGreaterThan(1.5e9);
  });
});

describe('the order in which tensors are stored', () => {
  const kinds = mapTensors(config).map(({ kind }) => (kind === 'vector' ? 'vector' : 'matrix'));

  it('begins with a whole model of as many layers as a conversion is tried with', () => {
    const names = (layers: number) => mapTensors({ ...config, layers }).map(({ name }) => name);
    const beginning = names(wholeLayers);
    expect(names(32).slice(0, beginning.length)).toEqual(beginning);
    expect(names(1)).toHaveLength(4 + 14);
  });

  it('leaves vectors in four places, so that a mapped file brings few neighbours into memory', () => {
    const pieces = kinds.filter((kind, index) => kind === 'vector' && kinds[index - 1] !== 'vector');
    expect(pieces).toHaveLength(4);
  });

  it('ends with a vector, beyond which llama.cpp has nothing to unmap', () => {
    expect(kinds.at(-1)).toBe('vector');
  });
});

describe('rows that no block of a format divides', () => {
  it('are stored in the next more exact format that fits', () => {
    const narrow = mapTensors({ ...config, width: 160, heads: 2, innerWidth: 218, layers: 1 });
    const qkv = narrow.find(({ kind }) => kind === 'attn_qkv')!;
    const down = narrow.find(({ kind }) => kind === 'ffn_down')!;
    expect([qkv.columns, down.columns]).toEqual([160, 256]);
    expect(storedType('Q4_K', qkv)).toBe('IQ4_NL');
    expect(storedType('Q5_K', qkv)).toBe('Q8_0');
    expect(storedType('Q4_K', down)).toBe('Q4_K');
    expect(storedType('Q4_K', { ...qkv, columns: 80 })).toBe('F16');
  });
});
