import type { RuntimeStatus } from '../../preload/contract/index.ts';
import type { Residence } from './residence.ts';

/** What the window is told of the runtime. @param isWorking whether something is answered or read ahead */
export function statusOf({ resident, loading, process }: Residence, isWorking: boolean): RuntimeStatus {
  const { supervisor } = process;
  const subject = resident ?? loading;
  const state = ((): RuntimeStatus['state'] => {
    if (loading) return 'starting';
    if (supervisor.state === 'running') return resident ? (isWorking ? 'busy' : 'ready') : 'stopped';
    return supervisor.state;
  })();
  return {
    state,
    modelId: subject?.model.id ?? null,
    modelName: subject?.model.name ?? null,
    backend: resident?.backend ?? null,
    plan: subject?.plan ?? null,
    problem: supervisor.problem,
    residentBytes: resident?.residentBytes ?? null,
  };
}
