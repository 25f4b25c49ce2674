import { useId } from 'react';
import type { InstalledModel, MemoryPlan } from '../../preload/contract/index.ts';
import { useAction, useCall } from '../transport/calls.ts';
import { Button } from '../ui/button.tsx';
import { Option } from '../ui/choice.tsx';
import { classNames } from '../ui/class-names.ts';
import { bytes, count } from '../ui/figures.ts';

/** The budget of a phone or a small laptop, for which BTLM was made. In bytes. */
const smallBudget = 3e9;

/** What loading the model takes, and the contexts to choose from. */
export function MemorySection({ model }: { model: InstalledModel }) {
  const id = useId();
  const settings = useCall('settings.get', {}).data;
  const status = useCall('runtime.status', {}).data;
  const set = useAction('settings.set');
  const load = useAction('runtime.load');
  const unload = useAction('runtime.unload');
  const wanted = settings?.contextTokens ?? null;
  const budget = settings?.memoryBudget ?? null;
  const plan = useCall(
    'runtime.plan',
    { modelId: model.id, ...(wanted === null ? {} : { contextTokens: wanted }) },
    { enabled: settings !== undefined, keepPrevious: true, staleTime: 5000 },
  );
  const loaded = status?.modelId === model.id && status.state !== 'stopped' && status.state !== 'failed';
  return (
    <section aria-labelledby={id} className="mb-9">
      <h2 id={id} className="section-title mb-3">
        Memory and context
      </h2>
      <div className="card p-5">
        {plan.error && <p className="text-sm text-bad">{plan.error.message}</p>}
        {plan.isPending && <p className="text-sm text-ink-2">Looking at this machine’s memory…</p>}
        {plan.data && (
          <>
            <PlanBar plan={plan.data} />
            <p className="mt-3 text-sm text-ink-2 text-pretty">{plan.data.reason}</p>
            <fieldset className="mt-4">
              <legend className="text-sm font-medium">How much text the model sees at once</legend>
              <div className="mt-2 grid grid-cols-[repeat(auto-fill,minmax(8.5rem,1fr))] gap-2">
                <Option
                  name={id}
                  title="Automatic"
                  text={
                    budget === null || budget === smallBudget ? 'From free memory' : `Within ${bytes(budget)}`
                  }
                  checked={wanted === null && budget !== smallBudget}
                  onChoose={() =>
                    set.mutate({
                      contextTokens: null,
                      ...(budget === smallBudget ? { memoryBudget: null } : {}),
                    })
                  }
                />
                <Option
                  name={id}
                  title={`Fits ${bytes(smallBudget)}`}
                  text="The most within that"
                  checked={wanted === null && budget === smallBudget}
                  onChoose={() => set.mutate({ contextTokens: null, memoryBudget: smallBudget })}
                />
                {plan.data.choices.map((choice) => (
                  <Option
                    key={choice.contextTokens}
                    name={id}
                    title={`${count(choice.contextTokens)} tokens`}
                    text={`${bytes(choice.total)}${choice.fits ? '' : ', too much now'}`}
                    bad={!choice.fits}
                    checked={wanted === choice.contextTokens}
                    onChoose={() => set.mutate({ contextTokens: choice.contextTokens })}
                  />
                ))}
              </div>
            </fieldset>
          </>
        )}
        {status?.problem && (
          <p role="alert" className="mt-4 text-sm text-bad wrap-anywhere">
            {status.problem}
          </p>
        )}
        <div className="mt-4 flex flex-wrap items-center gap-3">
          {loaded ? (
            <Button disabled={unload.isPending || status?.state === 'busy'} onClick={() => unload.mutate({})}>
              Unload from memory
            </Button>
          ) : (
            <Button
              disabled={load.isPending || status?.state === 'starting'}
              onClick={() => load.mutate({ modelId: model.id })}
            >
              {load.isPending || status?.state === 'starting' ? 'Loading…' : 'Load now'}
            </Button>
          )}
          {loaded && status?.residentBytes !== null && status && (
            <p className="tabular text-sm text-ink-2">
              Uses {bytes(status.residentBytes)} now
              {status.backend ? ` on ${status.backend.toUpperCase()}` : ''}.
            </p>
          )}
        </div>
      </div>
    </section>
  );
}

function PlanBar({ plan }: { plan: MemoryPlan }) {
  const whole = Math.max(plan.total, plan.available, 1);
  const parts: [string, number, string][] = [
    ['Model', plan.weights, 'bg-accent'],
    ['Context', plan.kvCache, 'bg-accent-line'],
    ['Scratch', plan.scratch, 'bg-line-strong'],
  ];
  return (
    <div>
      <p className="tabular text-sm">
        <strong className="text-lg font-semibold tracking-tight">{bytes(plan.total)}</strong>{' '}
        <span className={plan.fits ? 'text-ink-2' : 'text-bad'}>
          of {bytes(plan.available)} that are free
        </span>
      </p>
      <div
        aria-hidden
        className="mt-2 flex h-2.5 overflow-hidden rounded-full bg-sunken forced-color-adjust-none"
      >
        {parts.map(([name, value, colour]) => (
          <div key={name} className={colour} style={{ width: `${(value / whole) * 100}%` }} />
        ))}
      </div>
      <ul className="tabular mt-2 flex flex-wrap gap-x-5 gap-y-1 text-xs text-ink-2">
        {parts.map(([name, value, colour]) => (
          <li key={name} className="flex items-center gap-1.5">
            <span
              aria-hidden
              className={classNames('size-2 rounded-full forced-color-adjust-none', colour)}
            />
            {name} {bytes(value)}
          </li>
        ))}
      </ul>
    </div>
  );
}
