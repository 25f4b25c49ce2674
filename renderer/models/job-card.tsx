import { useEffect, useRef } from 'react';
import type { Job } from '../../preload/contract/index.ts';
import { useReachable } from '../transport/provider.tsx';
import { useConfirm } from '../ui/confirm.tsx';
import { fraction, progressText } from '../ui/figures.ts';
import { ProgressBar } from '../ui/progress-bar.tsx';
import { JobActions } from './job-actions.tsx';

const stateWords: Record<Job['state'], string> = {
  queued: 'Waiting',
  running: 'Running',
  paused: 'Paused',
  done: 'Done',
  failed: 'Failed',
  cancelled: 'Cancelled',
};

/** Where the job stands: what it does, or what it was doing when it was stopped. */
export function stateLine({ state, step }: Pick<Job, 'state' | 'step'>): string {
  if (state === 'running') return step;
  const begun = step !== '' && step !== 'Waiting to start' && step !== stateWords[state];
  return begun ? `${stateWords[state]} · ${step}` : stateWords[state];
}

/** Something long: what it does now, how far it is, and how to pause or stop it. */
export function JobCard({ job }: { job: Job }) {
  const confirm = useConfirm();
  const reachable = useReachable();
  const card = useRef<HTMLElement>(null);
  // It comes into being above what the person has just clicked on.
  useEffect(() => {
    // In braces: newer browsers return a promise, which would pass for an effect's end.
    card.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  const { title, state, progress, error } = job;
  const mayCancel = () =>
    confirm({
      title: `Cancel “${title}”?`,
      text: 'What was downloaded or converted so far is thrown away. Pausing keeps it.',
      action: 'Throw it away',
      dismiss: 'Keep it',
    });
  const failed = state === 'failed';
  return (
    <article ref={card} aria-label={title} data-state={state} className="card scroll-mt-14 p-5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <div className="min-w-0 flex-1 basis-56">
          <h3 className="font-semibold tracking-tight wrap-anywhere">{title}</h3>
          <p className="mt-0.5 text-sm text-ink-2">{stateLine(job)}</p>
        </div>
        <JobActions job={job} mayCancel={mayCancel} />
      </div>
      {(!failed || progress) && (
        <ProgressBar
          value={state === 'running' ? fraction(progress) : (fraction(progress) ?? 0)}
          label={title}
          className="mt-4"
        />
      )}
      {progress && (
        <p className="tabular mt-2 text-sm text-ink-2">
          {reachable ? progressText(progress) : 'How far it is now will be seen when the connection is back.'}
        </p>
      )}
      {error && (
        <p role="alert" className="mt-3 text-sm text-bad wrap-anywhere">
          {error}
        </p>
      )}
    </article>
  );
}
