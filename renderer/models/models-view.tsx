import { type ReactNode, useMemo } from 'react';
import type { InstalledModel } from '../../preload/contract/index.ts';
import { useAddFiles } from '../drop/add-files.ts';
import { DropZone } from '../drop/drop-zone.tsx';
import { ViewHeader } from '../shell/view-header.tsx';
import { useCall } from '../transport/calls.ts';
import { ProgressBar } from '../ui/progress-bar.tsx';
import { AddModelMenu } from './add-model-menu.tsx';
import { CatalogueCard } from './catalogue-card.tsx';
import { InstalledCard } from './installed-card.tsx';
import { JobCard } from './job-card.tsx';
import { MeaningStatus } from './meaning-status.tsx';
import { MemorySection } from './memory-section.tsx';

/** What is installed, what can be got, and what is on its way. */
export function ModelsView() {
  const models = useCall('model.list', {}).data?.models ?? [];
  const catalogue = useCall('model.catalogue', {});
  const jobs = useCall('job.list', {}).data?.jobs ?? [];
  const destination = useMemo(() => ({ to: 'library' as const }), []);
  const { add, adding } = useAddFiles(destination);
  const open = jobs.filter(
    ({ kind, state }) =>
      (kind === 'download' || kind === 'conversion') && state !== 'done' && state !== 'cancelled',
  );
  const usable = models.filter(({ kind, problem }) => kind !== 'embedding' && problem === null);
  const chosen = usable.find(({ isDefault }) => isDefault) ?? usable[0];
  return (
    <DropZone
      title="Add a model"
      text="A GGUF file of BTLM, or a folder with a checkpoint. Documents go to the library."
      onItems={(items) => void add(items)}
    >
      <ViewHeader title="Models">
        <AddModelMenu onItems={(items) => void add(items)} />
      </ViewHeader>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto max-w-3xl px-5 pt-2 pb-16">
          {adding && (
            <div role="status" className="card mb-4 p-4 text-sm">
              <p className="truncate">{adding.what}</p>
              <ProgressBar
                value={adding.progress && adding.progress.sentBytes / Math.max(1, adding.progress.totalBytes)}
                label={adding.what}
                className="mt-2"
              />
            </div>
          )}
          {open.length > 0 && (
            <Group title="On its way">
              {open.map((job) => (
                <JobCard key={job.id} job={job} />
              ))}
            </Group>
          )}
          {models.length > 0 && (
            <Group title="Installed">
              {models.map((model) => (
                <InstalledCard
                  key={model.id}
                  model={model}
                  alone={usable.length === 1}
                  entry={catalogue.data?.entries.find(({ repository }) => repository === repositoryOf(model))}
                  sharesOriginal={models.some(
                    (other) =>
                      other.id !== model.id &&
                      other.originalBytes > 0 &&
                      other.origin !== null &&
                      repositoryOf(other) === repositoryOf(model),
                  )}
                >
                  {model.kind === 'embedding' && <MeaningStatus model={model} jobs={jobs} />}
                </InstalledCard>
              ))}
            </Group>
          )}
          {chosen && <MemorySection model={chosen} />}
          <Group title={models.length > 0 ? 'To get' : 'Get a model'}>
            {catalogue.error && <p className="text-sm text-bad">{catalogue.error.message}</p>}
            {catalogue.data?.entries
              .filter(({ installed }) => !installed)
              .map((entry) => (
                <CatalogueCard
                  key={entry.id}
                  entry={entry}
                  job={jobs.find(({ id }) => id === entry.jobId) ?? null}
                />
              ))}
            {catalogue.data?.entries.every(({ installed }) => installed) && (
              <p className="text-sm text-ink-2">Every model that Bittern knows is installed.</p>
            )}
          </Group>
        </div>
      </div>
    </DropZone>
  );
}

/** The repository that a model was fetched from; undefined for one that was added. */
const repositoryOf = ({ origin }: InstalledModel): string | undefined => origin?.split('@')[0];

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="mb-9">
      <h2 className="section-title mb-3">{title}</h2>
      <div className="space-y-3">{children}</div>
    </section>
  );
}
