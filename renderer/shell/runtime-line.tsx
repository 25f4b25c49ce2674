import type { RuntimeStatus } from '../../preload/contract/index.ts';
import { useCall } from '../transport/calls.ts';
import { classNames } from '../ui/class-names.ts';
import { bytes } from '../ui/figures.ts';
import { Tip } from '../ui/tip.tsx';

const colours: Record<RuntimeStatus['state'], string> = {
  stopped: 'bg-line-strong',
  starting: 'bg-warn animate-[breathe_1.4s_ease-in-out_infinite]',
  ready: 'bg-accent',
  busy: 'bg-accent animate-[breathe_1.4s_ease-in-out_infinite]',
  'backing-off': 'bg-warn',
  failed: 'bg-bad',
};

/** What the model is doing, in a few words. */
export function runtimeText({ state, modelName }: RuntimeStatus): string {
  const name = modelName ?? 'Model';
  switch (state) {
    case 'stopped':
      return 'Model not in memory';
    case 'starting':
      return `Loading ${name}`;
    case 'ready':
      return `${name} is ready`;
    case 'busy':
      return `${name} is working`;
    case 'backing-off':
      return `${name} stopped; starting again`;
    case 'failed':
      return 'The model could not start';
  }
}

/** The model's state at the foot of the list; nothing while no model can answer. */
export function RuntimeLine() {
  const { data } = useCall('runtime.status', {});
  const models = useCall('model.list', {}).data?.models ?? [];
  if (!data || models.every(({ kind }) => kind === 'embedding')) return null;
  const memory = data.residentBytes === null ? '' : ` · ${bytes(data.residentBytes)}`;
  const backend = data.backend ? ` on ${data.backend.toUpperCase()}` : '';
  const detail = data.problem ?? data.plan?.reason ?? 'It is loaded with the next question.';
  return (
    <Tip text={`${detail}${backend && ` Running${backend}.`}`} side="right">
      <a
        href="#/models"
        className="flex items-center gap-2 border-t border-line px-4.5 py-2.5 text-xs text-ink-2"
      >
        <span
          aria-hidden
          className={classNames('size-2 shrink-0 rounded-full forced-color-adjust-none', colours[data.state])}
        />
        <span className="tabular min-w-0 truncate">
          {runtimeText(data)}
          {memory}
        </span>
      </a>
    </Tip>
  );
}
