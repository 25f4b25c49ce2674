import type { RuntimeStatus } from '../../preload/contract/index.ts';
import { useCall } from '../transport/calls.ts';
import { useReachable } from '../transport/provider.tsx';
import { classNames } from '../ui/class-names.ts';
import { bytes } from '../ui/figures.ts';
import { Tip } from '../ui/tip.tsx';
import { useListShown } from './sidebar-state.ts';

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
  const reachable = useReachable();
  if (!data || models.every(({ kind }) => kind === 'embedding')) return null;
  const memory = data.residentBytes === null ? '' : ` · ${bytes(data.residentBytes)}`;
  const backend = data.backend ? ` on ${data.backend.toUpperCase()}` : '';
  const detail = data.problem ?? data.plan?.reason ?? 'It is loaded with the next question.';
  if (!reachable)
    return (
      <p className="flex items-center gap-2 border-t border-line px-4.5 py-2.5 text-xs text-ink-2">
        <StateDot state="stopped" />
        <span className="min-w-0 truncate">Not connected to Bittern</span>
      </p>
    );
  return (
    <Tip text={`${detail}${backend && ` Running${backend}.`}`} side="right">
      <a
        href="#/models"
        className="flex items-center gap-2 border-t border-line px-4.5 py-2.5 text-xs text-ink-2"
      >
        <StateDot state={data.state} />
        <span className="tabular min-w-0 truncate">
          {runtimeText(data)}
          {memory}
        </span>
      </a>
    </Tip>
  );
}

/** States in which a question has to wait for the model, or waits in vain. */
const waits: ReadonlySet<RuntimeStatus['state']> = new Set(['starting', 'backing-off', 'failed']);

/** The same under a view's title while the list is hidden, as long as the model is not there and should be. */
export function RuntimeSign() {
  const { data } = useCall('runtime.status', {});
  const isListShown = useListShown();
  const reachable = useReachable();
  if (isListShown) return null;
  return (
    <p role="status" className="truncate px-2.5 text-xs text-ink-2 empty:hidden">
      {reachable && data && waits.has(data.state) && (
        <a
          href="#/models"
          title={data.problem ?? undefined}
          className="inline-flex max-w-full items-center gap-1.5"
        >
          <StateDot state={data.state} />
          <span className="min-w-0 truncate">{runtimeText(data)}</span>
        </a>
      )}
    </p>
  );
}

function StateDot({ state }: { state: RuntimeStatus['state'] }) {
  return (
    <span
      aria-hidden
      className={classNames('size-2 shrink-0 rounded-full forced-color-adjust-none', colours[state])}
    />
  );
}
