import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { Bittern, CallName, Job } from '../../preload/contract/index.ts';
import { type Notify, useNotify } from '../ui/toasts.tsx';
import { keyOf } from './calls.ts';
import { DocumentChanges } from './document-changes.ts';
import { useBittern, useGeneration } from './provider.tsx';
import { noteReadAhead } from './read-ahead.ts';

/** Keeps the cache in step with the program while it is mounted, and asks for everything anew after a lost connection. */
export function useProgramEvents(): void {
  const bittern = useBittern();
  const cache = useQueryClient();
  const notify = useNotify();
  const generation = useGeneration();
  useEffect(() => follow(bittern, cache, notify), [bittern, cache, notify]);
  useEffect(() => {
    // What failed while nobody answered is asked again with the first connection, everything with each later one.
    if (generation > 0)
      void cache.invalidateQueries({ predicate: ({ state }) => generation > 1 || state.status === 'error' });
  }, [generation, cache]);
}

function follow(bittern: Bittern, cache: QueryClient, notify: Notify): () => void {
  const stale = (...names: CallName[]) => {
    for (const name of names) void cache.invalidateQueries({ queryKey: [name] });
  };
  const documents = new DocumentChanges(cache);
  const stops = [
    bittern.on('conversation.changed', ({ id, removed }) => {
      stale('conversation.list');
      // A window that still shows it is told that it is gone.
      if (removed) void cache.resetQueries({ queryKey: ['conversation.get', { id }] });
      else void cache.invalidateQueries({ queryKey: ['conversation.get', { id }] });
    }),
    bittern.on('conversation.readAhead', (state) => {
      noteReadAhead(cache, state);
      // What is evaluated already no longer costs time.
      if (state.state === 'read') stale('chat.forecast');
    }),
    bittern.on('document.changed', (document) => documents.add(document)),
    bittern.on('document.removed', ({ id }) => {
      for (const name of ['document.get', 'document.pages', 'document.text', 'document.boxes'])
        cache.removeQueries({ queryKey: [name, { id }] });
      documents.remove(id);
      stale('conversation.get', 'conversation.list');
    }),
    bittern.on('folder.changed', () => stale('folder.list')),
    bittern.on('model.changed', () =>
      stale('model.list', 'model.catalogue', 'runtime.status', 'runtime.plan', 'chat.forecast'),
    ),
    bittern.on('job.changed', (job) => {
      cache.setQueryData<{ jobs: Job[] }>(
        keyOf('job.list', {}),
        (list) => list && { jobs: withJob(list.jobs, job) },
      );
      if (job.state !== 'running') stale('model.catalogue', 'model.list');
    }),
    bittern.on('search.changed', (state) => cache.setQueryData(keyOf('search.state', {}), state)),
    bittern.on('runtime.changed', (status) => {
      cache.setQueryData(keyOf('runtime.status', {}), status);
      // A model that is loaded no longer costs time either.
      if (status.state === 'ready') stale('chat.forecast');
    }),
    bittern.on('settings.changed', (settings) => {
      cache.setQueryData(keyOf('settings.get', {}), settings);
      stale('runtime.plan', 'chat.forecast');
    }),
    bittern.on('notice', notify),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

/** The jobs with one of them replaced, or added in front. */
export function withJob(jobs: readonly Job[], job: Job): Job[] {
  return jobs.some(({ id }) => id === job.id)
    ? jobs.map((other) => (other.id === job.id ? job : other))
    : [job, ...jobs];
}
