import { describe, expect, it } from 'vitest';
import type { ExitReason } from '../../main/process/index.ts';
import { type AtWork, type Cause, causeInWords, causeOf, type Subject } from '../../main/runtime/deaths.ts';
import { modelAt } from './support.ts';

const crash: ExitReason = { kind: 'signal', code: null, signal: 'SIGSEGV', lastWords: '' };
const model = modelAt('model.gguf');
const subject: Subject = {
  model,
  plan: {
    contextTokens: 4096,
    weights: 1.6e9,
    kvCache: 1.3e9,
    scratch: 1e8,
    total: 3.1e9,
    available: 4e9,
    fits: true,
    reason: '',
    choices: [],
  },
  backend: 'cpu',
};
const onGpu: Subject = { ...subject, backend: 'vulkan' };
const cause = (at: Partial<AtWork>, reason = crash, available = 8e9): Cause =>
  causeOf(reason, { openingGpu: false, reckoning: null, loading: null, resident: null, ...at }, available);

describe('a death', () => {
  it('while a GPU is opened, or answers, is put down to the GPU', () => {
    expect(cause({ openingGpu: true, resident: subject })).toEqual({ kind: 'gpu' });
    expect(cause({ resident: onGpu })).toEqual({ kind: 'gpu' });
  });

  it('while a file is looked into, or loaded, is put down to the model', () => {
    expect(cause({ reckoning: model })).toEqual({ kind: 'model', model });
    expect(cause({ loading: subject })).toEqual({ kind: 'model', model });
  });

  it('while a GPU loads is nobody’s fault yet: the processor tries next', () => {
    expect(cause({ loading: onGpu })).toEqual({ kind: 'unknown' });
  });

  it('while the processor answers, or nothing is loaded, says nothing', () => {
    expect(cause({ resident: subject })).toEqual({ kind: 'unknown' });
    expect(cause({})).toEqual({ kind: 'unknown' });
  });

  it('from outside is put down to memory when hardly more than the plan is free afterwards', () => {
    const killed: ExitReason = { ...crash, signal: 'SIGKILL' };
    expect(cause({ resident: subject }, killed, 3.3e9)).toEqual({ kind: 'memory', plan: subject.plan });
    expect(cause({ resident: subject }, killed, 8e9)).toEqual({ kind: 'unknown' });
    expect(cause({ loading: subject }, { ...crash, kind: 'memory' })).toMatchObject({ kind: 'memory' });
  });

  it('is told with what is done about it, and with how the process ended where that says more', () => {
    const exit = 'The runtime process crashed.';
    expect(causeInWords({ kind: 'gpu' }, exit)).toBe(
      'The GPU failed while it was used; the processor is used from now on. The runtime process crashed.',
    );
    expect(causeInWords({ kind: 'memory', plan: subject.plan }, exit)).toBe(
      'The model ran out of memory. With 4,096 tokens of context the model takes 3.1 GB. It is tried with a smaller context next.',
    );
    expect(causeInWords({ kind: 'unknown' }, exit)).toBe(exit);
  });
});
