import { describe, expect, it } from 'vitest';
import type { DocumentSummary, Forecast, Message, ReadAheadState } from '../../../preload/contract/index.ts';
import { endingOf } from '../../../renderer/conversation/endings.ts';
import { forecastText } from '../../../renderer/conversation/forecast-text.ts';
import { startingWith } from '../../../renderer/conversation/growing-answer.ts';
import { phaseText } from '../../../renderer/conversation/phase-text.ts';
import { chipText, stateText } from '../../../renderer/conversation/state-text.ts';

const document = (change: Partial<DocumentSummary>): DocumentSummary => ({
  id: 'doc_0000000000',
  title: 'a',
  fileName: 'a.pdf',
  type: 'pdf',
  bytes: 1,
  status: 'ready',
  progress: null,
  error: null,
  pages: 212,
  words: 90_000,
  chunks: 400,
  tokens: 120_000,
  emptyPages: 0,
  doubtfulPages: 0,
  tags: [],
  inLibrary: true,
  conversations: 0,
  addedAt: 0,
  readMs: 1,
  ...change,
});

describe('what a person reads', () => {
  it('about reading a prompt', () => {
    const progress = { done: 1240, total: 6000, unit: 'tokens', rate: 125, secondsLeft: 38 } as const;
    expect(phaseText({ ...startingWith(''), phase: 'prefill', progress }, 'busy')).toBe(
      'Reading 1,240 of 6,000 tokens, about 38 s left',
    );
    expect(phaseText({ ...startingWith('It'), phase: 'writing' }, 'busy')).toBeNull();
    const waiting = { ...startingWith(''), phase: 'loading' } as const;
    expect(phaseText(waiting, 'starting')).toBe('Loading the model…');
    expect(phaseText(waiting, 'busy')).toBe('Waiting for the answer to another question…');
  });

  it('before sending', () => {
    const forecast: Forecast = {
      mode: 'passages',
      contextTokens: 8192,
      promptTokens: 3210,
      reusedTokens: 0,
      secondsToFirstToken: 12.2,
      quicker: null,
      ledger: [],
    };
    expect(forecastText(forecast, 'auto')).toBe(
      'Passages · about 12 s to the first word · 3,210 of 8,192 tokens',
    );
    expect(forecastText({ ...forecast, secondsToFirstToken: null }, 'passages')).toBe(
      '3,210 of 8,192 tokens',
    );
  });

  it('about a document', () => {
    expect(stateText(document({}))).toBe('212 pages');
    expect(stateText(document({ pages: 1 }))).toBe('90,000 words');
    expect(stateText(document({ doubtfulPages: 7 }))).toBe('212 pages, 7 hard to read');
    expect(stateText(document({ doubtfulPages: 7, emptyPages: 3 }))).toBe(
      '212 pages, 7 hard to read, 3 empty',
    );
    expect(stateText(document({ words: 0 }))).toBe('No text in it');
    const progress = { done: 72, total: 212, unit: 'pages', rate: 8, secondsLeft: 17.5 } as const;
    expect(stateText(document({ status: 'reading', progress }))).toBe('Reading, 33 %, 18 s left');
    expect(stateText(document({ status: 'needs-password' }))).toBe('Locked');
  });

  it('about what the model reads before it is asked', () => {
    const ahead = (state: ReadAheadState['state'], progress: ReadAheadState['progress'] = null) =>
      chipText(document({}), { conversationId: 'cnv_0000000000', state, progress });
    const progress = { done: 1500, total: 6000, unit: 'tokens', rate: 90, secondsLeft: 50 } as const;
    expect(ahead('off')).toBe('212 pages');
    expect(ahead('reading', progress)).toBe('212 pages, reading ahead 25 %');
    expect(ahead('read')).toBe('212 pages, read ahead');
    const read = { conversationId: 'cnv_0000000000', state: 'read', progress: null } as const;
    expect(chipText(document({ words: 0 }), read)).toBe('No text in it');
  });

  it('about an answer that did not come to its own end', () => {
    const message = { status: 'done', error: null, answer: null } as Message;
    expect(endingOf(message)).toBeNull();
    expect(endingOf({ ...message, status: 'stopped' })).toBe('You stopped this answer.');
    expect(endingOf({ ...message, status: 'failed', error: 'No memory.' })).toBe('No memory.');
    expect(endingOf({ ...message, status: 'interrupted' })).toMatch(/kept/);
  });
});
