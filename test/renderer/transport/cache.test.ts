import { QueryClient } from '@tanstack/react-query';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DocumentSummary, Job } from '../../../preload/contract/index.ts';
import { errorOf } from '../../../renderer/transport/calls.ts';
import { DocumentChanges } from '../../../renderer/transport/document-changes.ts';
import { withJob } from '../../../renderer/transport/events.ts';

const document = (id: string, status: DocumentSummary['status'], done = 0) =>
  ({
    id,
    fileName: `${id}.pdf`,
    status,
    progress: { done },
    tags: [],
    addedAt: 1,
  }) as unknown as DocumentSummary;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('changes of documents', () => {
  it('reach every list and conversation that shows them, together', () => {
    const cache = new QueryClient();
    cache.setQueryData(['document.list', {}], {
      documents: [document('a', 'queued'), document('b', 'ready')],
      total: 2,
    });
    cache.setQueryData(['conversation.get', { id: 'c' }], {
      title: 'c',
      documents: [document('a', 'queued')],
    });
    const updates = vi.fn();
    cache.getQueryCache().subscribe((event) => {
      if (event.type === 'updated' && event.action.type === 'success') updates();
    });
    const changes = new DocumentChanges(cache);
    for (let done = 1; done <= 50; done++) changes.add(document('a', 'reading', done));
    expect(updates).not.toHaveBeenCalled();
    vi.runAllTimers();
    const list = cache.getQueryData<{ documents: DocumentSummary[] }>(['document.list', {}]);
    expect(list?.documents.map(({ status }) => status)).toEqual(['reading', 'ready']);
    const shown = cache.getQueryData<{ documents: DocumentSummary[] }>(['conversation.get', { id: 'c' }]);
    expect(shown?.documents[0]?.progress?.done).toBe(50);
    expect(updates).toHaveBeenCalledTimes(2);
  });

  it('that a list does not know make it be asked for again, once a second', () => {
    const cache = new QueryClient();
    const key = ['document.list', { query: 'reed' }];
    cache.setQueryData(key, { documents: [], total: 0, found: [] });
    const invalidate = vi.spyOn(cache, 'invalidateQueries');
    const changes = new DocumentChanges(cache);
    for (let number = 0; number < 15; number++) {
      changes.add(document(`new ${number}`, 'ready'));
      vi.advanceTimersByTime(130);
    }
    expect(cache.getQueryState(key)?.isInvalidated).toBe(true);
    expect(invalidate).toHaveBeenCalledTimes(1);
  });

  it('that only tell how far a reading is do not make a list that shows it be asked for again', () => {
    const cache = new QueryClient();
    const key = ['document.list', { from: 0, limit: 100 }];
    cache.setQueryData(key, { documents: [document('a', 'reading')], total: 300 });
    const changes = new DocumentChanges(cache);
    changes.add(document('a', 'reading', 5));
    vi.runAllTimers();
    expect(cache.getQueryState(key)?.isInvalidated).toBe(false);
    changes.add(document('a', 'ready'));
    vi.runAllTimers();
    expect(cache.getQueryState(key)?.isInvalidated).toBe(true);
  });

  it('take a removed document out of a list at once, and move the following ones up later', () => {
    const cache = new QueryClient();
    const parts = [0, 100].map((from) => ['document.list', { from, limit: 100 }]);
    cache.setQueryData(parts[0]!, { documents: [document('a', 'ready'), document('b', 'ready')], total: 3 });
    cache.setQueryData(parts[1]!, { documents: [document('c', 'ready')], total: 3 });
    const changes = new DocumentChanges(cache);
    changes.remove('a');
    vi.advanceTimersByTime(200);
    const list = cache.getQueryData<{ documents: DocumentSummary[]; total: number }>(parts[0]!);
    expect(list?.documents.map(({ id }) => id)).toEqual(['b']);
    expect(list?.total).toBe(2);
    vi.runAllTimers();
    for (const part of parts) expect(cache.getQueryState(part)?.isInvalidated).toBe(true);
  });

  it('make the text of an open document be read again once it is there', () => {
    const cache = new QueryClient();
    cache.setQueryData(['document.get', { id: 'a' }], document('a', 'reading'));
    cache.setQueryData(['document.text', { id: 'a', start: 0, end: 9 }], { text: 'old' });
    const changes = new DocumentChanges(cache);
    changes.add(document('a', 'reading', 5));
    vi.runAllTimers();
    expect(cache.getQueryData<DocumentSummary>(['document.get', { id: 'a' }])?.progress?.done).toBe(5);
    expect(cache.getQueryState(['document.text', { id: 'a', start: 0, end: 9 }])?.isInvalidated).toBe(false);
    changes.add(document('a', 'ready'));
    vi.runAllTimers();
    expect(cache.getQueryState(['document.text', { id: 'a', start: 0, end: 9 }])?.isInvalidated).toBe(true);
  });
});

it('a job is replaced where it is known, and comes first where it is new', () => {
  const job = (id: string, state: Job['state']) => ({ id, state }) as Job;
  const jobs = [job('a', 'running'), job('b', 'paused')];
  expect(withJob(jobs, job('b', 'running'))).toEqual([job('a', 'running'), job('b', 'running')]);
  expect(withJob(jobs, job('c', 'queued'))[0]).toEqual(job('c', 'queued'));
});

describe('an error from the program', () => {
  it('keeps its code and sentence when a bridge took its class away', () => {
    expect(errorOf({ code: 'no-model', message: 'No model.' })).toMatchObject({
      code: 'no-model',
      message: 'No model.',
    });
    expect(errorOf(new Error('A sentence.')).message).toBe('A sentence.');
  });

  it('that is a defect of the window is not told in its own words', () => {
    expect(errorOf(new TypeError('x is not a function')).message).toMatch(/Something went wrong/);
  });
});
