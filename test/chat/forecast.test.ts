import { beforeEach, describe, expect, it, vi } from 'vitest';
import { type ForecastRequest, forecastTurn } from '../../main/chat/forecast.ts';
import type { DocumentSummary, InstalledModel } from '../../preload/contract/index.ts';
import { nothingFound } from './support.ts';

const counted: string[] = [];
vi.mock('../../main/tokenizer/index.ts', async (original) => {
  const real = await original<typeof import('../../main/tokenizer/index.ts')>();
  return {
    ...real,
    countTokens: (text: string) => {
      counted.push(text);
      return real.countTokens(text);
    },
  };
});
beforeEach(() => counted.splice(0));

const text = 'The lamp burned rapeseed oil.';
const document = {
  id: 'doc_0000000000',
  fileName: 'ness.txt',
  status: 'ready',
  tokens: 8,
} as DocumentSummary;
const history = Array.from({ length: 12 }, (_, index) => ({
  question: `Question ${index}?`,
  answer: `Answer ${index}.`,
}));

async function forecast(change: Partial<ForecastRequest>) {
  const services = {
    documents: {
      textOf: () => text,
      retrieval: {
        search: async () => nothingFound,
      },
    },
    runtime: {
      plan: async () => ({ contextTokens: 4096 }),
      forecast: async () => null,
      estimate: (tokens: number) => tokens / 100,
    },
    modelFor: () => ({ id: 'mdl_0000000000', kind: 'chat', contextTokens: 8192 }) as InstalledModel,
    samplingFor: () => ({ maxTokens: 512 }),
  };
  return await forecastTurn(
    {
      question: 'When was it lit?',
      mode: 'auto',
      settings: { mode: 'auto', modelId: null, systemPrompt: null, sampling: {} },
      history,
      attached: [],
      leaveOut: [],
      ...change,
    },
    services as unknown as Parameters<typeof forecastTurn>[1],
    new AbortController().signal,
  );
}

describe('a forecast counts every text once', () => {
  it('where only the conversation goes into the prompt', async () => {
    const { ledger, promptTokens } = await forecast({});
    expect(ledger.filter(({ part }) => part === 'history')).toHaveLength(12);
    expect(promptTokens).toBeGreaterThan(12 * 10);
    // Preamble, question, and each turn.
    expect(counted).toHaveLength(14);
    expect(new Set(counted).size).toBe(14);
  });

  it('where a lighter way of answering is reckoned beside', async () => {
    const { mode, quicker } = await forecast({ attached: [document] });
    expect([mode, quicker?.mode]).toEqual(['document', 'passages']);
    // The document, and the frame that the template puts around it, on top.
    expect(counted).toHaveLength(16);
    expect(new Set(counted).size).toBe(16);
  });
});
