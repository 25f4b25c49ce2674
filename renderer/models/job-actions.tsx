import { Pause, Play, RotateCcw, X } from 'lucide-react';
import type { Job } from '../../preload/contract/index.ts';
import { useAction } from '../transport/calls.ts';
import { Button } from '../ui/button.tsx';

/** Pausing, going on with and cancelling a job, as far as its state allows. `mayCancel` asks first where something would be lost. */
export function JobActions({
  job: { id, state, canPause },
  mayCancel,
}: {
  job: Job;
  mayCancel?: () => Promise<boolean>;
}) {
  const pause = useAction('job.pause');
  const resume = useAction('job.resume');
  const cancel = useAction('job.cancel');
  const stop = async () => {
    if (!mayCancel || (await mayCancel())) cancel.mutate({ id });
  };
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
      {state === 'running' && canPause && (
        <Button icon={Pause} onClick={() => pause.mutate({ id })}>
          Pause
        </Button>
      )}
      {state === 'paused' && (
        <Button look="primary" icon={Play} onClick={() => resume.mutate({ id })}>
          Resume
        </Button>
      )}
      {state === 'failed' && (
        <Button look="primary" icon={RotateCcw} onClick={() => resume.mutate({ id })}>
          Try again
        </Button>
      )}
      <Button look="quiet" icon={X} onClick={() => void stop()}>
        Cancel
      </Button>
    </div>
  );
}
