import { CircleCheck, Download, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import type { CatalogueEntry, Job } from '../../preload/contract/index.ts';
import { Button } from '../ui/button.tsx';
import { bytes, count } from '../ui/figures.ts';
import { GetDialog } from './get-dialog.tsx';
import { offeredRecipes } from './recipes.ts';

/** A model that can be had, with what it takes and whether this machine can run it. */
export function CatalogueCard({ entry, job }: { entry: CatalogueEntry; job: Job | null }) {
  const [getting, setGetting] = useState(false);
  const smallest = offeredRecipes(entry.installedBytes)[0];
  const size = smallest ? entry.installedBytes[smallest] : undefined;
  const facts: [string, string][] = [
    ['Download', bytes(entry.downloadBytes)],
    ...(size === undefined ? [] : [['On disk', bytes(size)] as [string, string]]),
    ...entry.memory.map(({ contextTokens, bytes: need }): [string, string] => [
      `Memory at ${count(contextTokens)} tokens`,
      bytes(need),
    ]),
    ['Licence', entry.licence],
  ];
  return (
    <article aria-label={entry.name} className="card p-5">
      <div className="flex flex-wrap items-start gap-x-4 gap-y-3">
        <div className="min-w-0 flex-1 basis-64">
          <h3 className="flex flex-wrap items-center gap-2 font-semibold tracking-tight">
            {entry.name}
            {entry.isDefault && (
              <span className="rounded-md bg-accent-soft px-1.5 py-0.5 text-xs font-medium text-accent">
                Recommended
              </span>
            )}
          </h3>
          <p className="mt-1 text-sm text-ink-2 text-pretty">{entry.description}</p>
        </div>
        <Button
          look={entry.isDefault ? 'primary' : 'plain'}
          icon={Download}
          disabled={job !== null}
          onClick={() => setGetting(true)}
        >
          {job ? 'On its way' : 'Get'}
          <span className="sr-only"> {entry.name}</span>
        </Button>
      </div>
      <dl className="mt-4 grid grid-cols-[repeat(auto-fill,minmax(9.5rem,1fr))] gap-x-5 gap-y-2 text-sm">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt className="text-xs text-ink-3">{name}</dt>
            <dd className="tabular">{value}</dd>
          </div>
        ))}
      </dl>
      <p className="mt-4 flex items-start gap-2 text-sm">
        {entry.fit.ok ? (
          <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-accent" />
        ) : (
          <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-warn" />
        )}
        <span className="min-w-0 text-ink-2 text-pretty">{entry.fit.text}</span>
      </p>
      <p className="mt-1 pl-6 font-mono text-xs text-ink-3 wrap-anywhere">
        {entry.repository} at {entry.revision.slice(0, 12)}
      </p>
      <GetDialog entry={entry} open={getting} onOpenChange={setGetting} />
    </article>
  );
}
