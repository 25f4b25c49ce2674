import { Play } from 'lucide-react';
import { type InstalledModel, type Job, progressParts } from '../../preload/contract/index.ts';
import { useAction, useCall } from '../transport/calls.ts';
import { Button } from '../ui/button.tsx';
import { count, fraction } from '../ui/figures.ts';
import { ProgressBar } from '../ui/progress-bar.tsx';
import { JobActions } from './job-actions.tsx';

/** What an embedding model is for, how many passages it has prepared, and how far it is with the others. */
export function MeaningStatus({ model, jobs }: { model: InstalledModel; jobs: readonly Job[] }) {
  const state = useCall('search.state', {}).data;
  if (!state) return null;
  const job = jobs.find(({ id }) => id === state.jobId);
  const isUsed = state.modelId === model.id;
  return (
    <div className="mt-3 text-sm">
      <p className="text-ink-2 text-pretty">
        Finds passages by meaning, not only by words.
        {state.modelId !== null && !isUsed && ` Now ${state.modelName} is used for that.`}
      </p>
      {isUsed && state.problem && (
        <p role="alert" className="mt-2 text-bad wrap-anywhere">
          {state.problem}
        </p>
      )}
      {isUsed && !state.problem && <Prepared {...state} job={job} />}
    </div>
  );
}

function Prepared({ chunks, embedded, job }: { chunks: number; embedded: number; job: Job | undefined }) {
  const prepare = useAction('search.prepare');
  if (chunks === 0) return <p className="mt-2 text-ink-2">There are no documents yet.</p>;
  const done = Math.max(embedded, job?.progress?.unit === 'chunks' ? job.progress.done : 0);
  return (
    <>
      <p className="tabular mt-2">
        {done >= chunks
          ? `All ${count(chunks)} passages are prepared.`
          : `${count(done)} of ${count(chunks)} passages are prepared.`}
      </p>
      {job ? (
        <PreparingJob job={job} />
      ) : (
        done < chunks && (
          <Button className="mt-2" icon={Play} onClick={() => prepare.mutate({})}>
            Prepare the others
          </Button>
        )
      )}
    </>
  );
}

function PreparingJob({ job }: { job: Job }) {
  const { title, state, step, progress, error } = job;
  return (
    <div className="mt-2" data-state={state}>
      {state !== 'failed' && (
        <ProgressBar
          value={state === 'running' ? fraction(progress) : (fraction(progress) ?? 0)}
          label={title}
        />
      )}
      <p className="tabular mt-2 text-ink-2">
        {state === 'running'
          ? progress
            ? // How many of how many stands above.
              progressParts(progress).slice(1).join(' · ') || step
            : step
          : state === 'paused'
            ? 'Paused'
            : ''}
      </p>
      {error && (
        <p role="alert" className="mt-2 text-bad wrap-anywhere">
          {error}
        </p>
      )}
      <div className="mt-2">
        <JobActions job={job} />
      </div>
    </div>
  );
}
