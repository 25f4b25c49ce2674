import { describe, expect, it } from 'vitest';
import type { AnswerRecord, Forecast, LedgerEntry } from '../../../preload/contract/index.ts';
import { byUrgency } from '../../../renderer/conversation/document-chips.tsx';
import { nothingFound } from '../../../renderer/conversation/endings.ts';
import {
  forecastText,
  lossText,
  quickerText,
  secondsOf,
} from '../../../renderer/conversation/forecast-text.ts';
import { withoutLeaders } from '../../../renderer/conversation/source-card.tsx';
import { reedbedReport } from '../fake/documents.ts';

const entry = (part: LedgerEntry['part'], change: Partial<LedgerEntry> = {}): LedgerEntry => ({
  part,
  label: part,
  tokens: 100,
  included: true,
  reason: null,
  score: null,
  documentId: null,
  start: null,
  end: null,
  page: null,
  ...change,
});
const forecast = (change: Partial<Forecast>): Forecast => ({
  mode: 'document',
  contextTokens: 8192,
  promptTokens: 1000,
  reusedTokens: 200,
  secondsToFirstToken: 40,
  quicker: null,
  ledger: [],
  ...change,
});

describe('before a question is sent', () => {
  it('what the person gave and the model will not see is named, passages that are not needed are not', () => {
    const out = { included: false };
    expect(lossText([entry('passage', out), entry('document')], 'passages')).toBeNull();
    expect(lossText([entry('document', out), entry('passage', out)], 'passages')).toBe('1 document left out');
    expect(lossText([entry('document', out), entry('history', out), entry('history', out)], 'none')).toBe(
      '1 document and 2 older questions left out',
    );
  });

  it('documents that have nothing to say about the question are named before it is sent, and after', () => {
    expect(lossText([entry('question')], 'passages')).toBe('no passage fits');
    const record = { by: 'model', mode: 'passages', passages: [] } as unknown as AnswerRecord;
    expect(nothingFound(record)).toBe(true);
    expect(nothingFound({ ...record, mode: 'document' })).toBe(false);
    expect(nothingFound({ ...record, by: 'passages' })).toBe(false);
  });

  it('everything is told by how long the reading takes, whatever the context holds', () => {
    expect(forecastText(forecast({ mode: 'document' }), 'auto')).toBe(
      'Whole document · about 40 s to the first word · 1,000 of 8,192 tokens',
    );
    const sweep = forecast({ mode: 'sweep', promptTokens: 41_300, secondsToFirstToken: 540 });
    expect(forecastText(sweep, 'auto')).toBe('Everything · about 9 min of reading · 41,300 tokens');
  });

  it('a lighter way of answering is offered where it saves a wait', () => {
    const quicker = (seconds: number) => ({ mode: 'passages', secondsToFirstToken: seconds }) as const;
    expect(quickerText(forecast({ quicker: quicker(4) }))).toBe('4 s with passages');
    expect(quickerText(forecast({ quicker: quicker(35) }))).toBeNull();
    expect(quickerText(forecast({ secondsToFirstToken: 4, quicker: quicker(2) }))).toBeNull();
    expect(quickerText(forecast({ secondsToFirstToken: null, quicker: quicker(2) }))).toBeNull();
  });

  it('each part has its share of the time that is still to be read', () => {
    expect(secondsOf(entry('passage'), forecast({}))).toBe(5);
    expect(secondsOf(entry('reserve'), forecast({}))).toBeNull();
    expect(secondsOf(entry('passage'), forecast({ reusedTokens: 1000 }))).toBeNull();
  });
});

it('among many chips come first what is on its way or needs the person, then the newest', () => {
  const { detail } = reedbedReport();
  const ids = (['ready', 'reading', 'ready', 'failed', 'needs-password'] as const).map((status, index) => ({
    ...detail,
    id: String(index),
    status,
  }));
  expect(byUrgency(ids).map(({ id }) => id)).toEqual(['4', '1', '2', '0', '3']);
});

it('a snippet of a table of contents shows its words and not its rows of dots', () => {
  expect(withoutLeaders('3.1 Overview............................ 12')).toBe('3.1 Overview …  12');
  expect(withoutLeaders('2.2 Reeds . . . . . . . . 4')).toBe('2.2 Reeds  …  4');
  expect(withoutLeaders('Wait... 1--2, a_b')).toBe('Wait... 1--2, a_b');
});
