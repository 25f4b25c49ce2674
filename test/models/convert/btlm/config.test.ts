import { describe, expect, it } from 'vitest';
import { parseBtlmConfig } from '../../../../main/models/convert/btlm/config.ts';

/** The published configuration of BTLM-3B-8K, as far as it matters here. */
const published = {
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
};

const parse = (changes: Record<string, unknown>) =>
  parseBtlmConfig(JSON.stringify({ ...published, ...changes }));

describe('reading config.json', () => {
  it('reads the published one', () => {
    expect(parse({})).toEqual({
      name: null,
      layers: 32,
      heads: 32,
      width: 2560,
      innerWidth: 6826,
      positions: 8192,
      vocabulary: 50_257,
      epsilon: 1e-5,
      embeddingScale: 14.6,
      outputScale: 2.22 * 0.1,
      tied: true,
    });
  });

  it('reads the older key names of forks', () => {
    const older = parse({
      mup_embeddings_scale: undefined,
      mup_output_alpha: undefined,
      mup_width_scale: undefined,
      mup_scale_qk_dot_by_d: undefined,
      embeddings_scale: 14.6,
      output_logits_scale: 0.222,
      width_scale: 0.1,
      scale_qk_dot_by_d: true,
    });
    expect(older.embeddingScale).toBe(14.6);
    expect(older.outputScale).toBe(0.222);
  });

  it.each([
    [null, 8192],
    [{ type: 'linear', factor: 1 }, 8192],
    [{ type: 'dynamic', train_seq_len: 8192 }, 8192],
    [{ type: 'dynamic', train_seq_len: 2048 }, 2048],
  ])('with alibi_scaling %j has a context of %i tokens', (scaling, positions) => {
    expect(parse({ alibi_scaling: scaling }).positions).toBe(positions);
  });

  it.each([
    ['another model', { model_type: 'llama' }, '“llama” model'],
    ['no model type', { model_type: undefined }, 'names no model type'],
    [
      'Cerebras-GPT, which says btlm too',
      { position_embedding_type: 'learned', activation_function: 'gelu' },
      'Cerebras-GPT',
    ],
    ['learned positions by default', { position_embedding_type: undefined }, 'learned positions'],
    ['another activation', { activation_function: 'gelu' }, 'instead of SwiGLU'],
    ['attention scaled by the root', { mup_scale_qk_dot_by_d: false }, 'square root'],
    ['attention scaled by layer', { scale_attn_by_inverse_layer_idx: true }, 'how attention is scaled'],
    ['stretched positions', { alibi_scaling: { type: 'linear', factor: 2 } }, 'alibi_scaling'],
    ['heads that do not divide the width', { n_head: 7 }, 'does not divide into 7 heads'],
    ['layers that are no number', { n_layer: 'many' }, 'n_layer'],
    ['a million layers', { n_layer: 1_000_000 }, 'n_layer'],
    ['no width', { n_embd: 0 }, 'n_embd'],
  ])('refuses %s', (_, changes, sentence) => {
    expect(() => parse(changes)).toThrow(sentence);
  });

  it('refuses what is no JSON', () => {
    expect(() => parseBtlmConfig('<html>')).toThrow('not valid JSON');
    expect(() => parseBtlmConfig('null')).toThrow('names no model type');
  });
});
