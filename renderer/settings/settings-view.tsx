import { useId } from 'react';
import {
  defaultSampling,
  type Sampling,
  type Settings,
  type SettingsPatch,
} from '../../preload/contract/index.ts';
import { ViewHeader } from '../shell/view-header.tsx';
import { useAction, useCall } from '../transport/calls.ts';
import { Button } from '../ui/button.tsx';
import { FieldRow, Select, SwitchRow } from '../ui/choice.tsx';
import { FailedState } from '../ui/empty-state.tsx';
import { NumberField } from '../ui/number-field.tsx';
import { AboutSection } from './about-section.tsx';
import { DoctorSection } from './doctor-section.tsx';
import { MirrorField } from './mirror-field.tsx';
import { NetworkSection } from './network-section.tsx';
import { SamplingFields } from './sampling-fields.tsx';
import { Section } from './section.tsx';

const gigabyte = 1e9;

/** Everything that can be set for the whole program. */
export function SettingsView() {
  const { data, error, refetch } = useCall('settings.get', {});
  const set = useAction('settings.set');
  return (
    <>
      <ViewHeader title="Settings" />
      <div className="min-h-0 flex-1 overflow-y-auto">
        {error && <FailedState message={error.message} onRetry={() => void refetch()} />}
        {data && <Sections settings={data} set={(patch) => set.mutate(patch)} />}
      </div>
    </>
  );
}

function Sections({ settings, set }: { settings: Settings; set: (patch: SettingsPatch) => void }) {
  const id = useId();
  return (
    <div className="mx-auto max-w-3xl px-5 pt-2 pb-16">
      <Section title="Appearance">
        <FieldRow label="Theme" htmlFor={`${id}-theme`}>
          <Select
            id={`${id}-theme`}
            value={settings.theme}
            choices={[
              { value: 'system', label: 'As the system' },
              { value: 'light', label: 'Light' },
              { value: 'dark', label: 'Dark' },
            ]}
            onChange={(theme) => set({ theme })}
          />
        </FieldRow>
      </Section>
      <Section
        title="Network"
        text="Bittern connects only when you click a download or an update. Every attempt is listed here."
      >
        <SwitchRow
          label="Stay offline"
          text="Nothing may open a connection, whatever is clicked."
          checked={settings.offline}
          onChange={(offline) => set({ offline })}
        />
        <MirrorField value={settings.mirror} onChange={(mirror) => set({ mirror })} />
        <NetworkSection />
      </Section>
      <Section
        title="Model and memory"
        text="What loading the model takes is shown under Models before it is loaded."
      >
        <FieldRow
          label="Context"
          text="How much text the model sees at once. Empty: chosen from free memory."
          htmlFor={`${id}-context`}
        >
          <NumberField
            id={`${id}-context`}
            value={settings.contextTokens}
            minimum={512}
            maximum={8192}
            placeholder="Automatic"
            unit="tokens"
            onChange={(contextTokens) => set({ contextTokens })}
          />
        </FieldRow>
        <FieldRow
          label="Memory budget"
          text="The model keeps under this. Empty: what is free."
          htmlFor={`${id}-budget`}
        >
          <NumberField
            id={`${id}-budget`}
            value={settings.memoryBudget === null ? null : settings.memoryBudget / gigabyte}
            minimum={1}
            maximum={1024}
            step={0.1}
            placeholder="No budget"
            unit="GB"
            onChange={(value) => set({ memoryBudget: value === null ? null : Math.round(value * gigabyte) })}
          />
        </FieldRow>
        <FieldRow
          label="Runs on"
          text="Automatic takes a graphics card when one works."
          htmlFor={`${id}-backend`}
        >
          <Select
            id={`${id}-backend`}
            value={settings.backend}
            choices={[
              { value: 'auto', label: 'Automatic' },
              { value: 'cpu', label: 'Processor (CPU)' },
              { value: 'cuda', label: 'NVIDIA (CUDA)' },
              { value: 'vulkan', label: 'Graphics card (Vulkan)' },
              { value: 'metal', label: 'Apple (Metal)' },
            ]}
            onChange={(backend) => set({ backend })}
          />
        </FieldRow>
        <FieldRow label="Threads" text="Empty: the number of physical cores." htmlFor={`${id}-threads`}>
          <NumberField
            id={`${id}-threads`}
            value={settings.threads}
            minimum={1}
            maximum={256}
            placeholder="Automatic"
            onChange={(threads) => set({ threads })}
          />
        </FieldRow>
        <SwitchRow
          label="Read ahead"
          text="While you type, the model is loaded, and documents and what was said before are read, so the first word comes sooner."
          checked={settings.readAhead}
          onChange={(readAhead) => set({ readAhead })}
        />
        <FieldRow
          label="Room for prompt snapshots"
          text="What was read once is kept on disk, so asking again starts at once. 0: off."
          htmlFor={`${id}-snapshots`}
        >
          <NumberField
            id={`${id}-snapshots`}
            value={Math.round(settings.snapshotBudget / 1e8) / 10}
            minimum={0}
            maximum={1000}
            step={0.1}
            unit="GB"
            onChange={(value) => set({ snapshotBudget: Math.round((value ?? 0) * gigabyte) })}
          />
        </FieldRow>
        <FieldRow
          label="Prompt lookup"
          text="Writes quotations faster; never changes what is written."
          htmlFor={`${id}-speculation`}
        >
          <Select
            id={`${id}-speculation`}
            value={settings.speculation}
            choices={[
              { value: 'auto', label: 'Where it is faster' },
              { value: 'on', label: 'On' },
              { value: 'off', label: 'Off' },
            ]}
            onChange={(speculation) => set({ speculation })}
          />
        </FieldRow>
        <FieldRow
          label="Unload the model"
          text="After so many minutes without a question. 0: never."
          htmlFor={`${id}-unload`}
        >
          <NumberField
            id={`${id}-unload`}
            value={settings.unloadAfterMinutes}
            minimum={0}
            maximum={10_000}
            unit="minutes"
            onChange={(value) => set({ unloadAfterMinutes: value ?? 0 })}
          />
        </FieldRow>
      </Section>
      <Section title="How words are chosen" text="For every conversation that sets nothing of its own.">
        <SamplingFields
          inherited={defaultSampling}
          own={settings.sampling}
          onChange={(sampling) => set({ sampling: completed(sampling) })}
        />
        <div className="flex justify-end py-3">
          <Button onClick={() => set({ sampling: defaultSampling })}>Back to the defaults</Button>
        </div>
      </Section>
      <DoctorSection />
      <AboutSection />
    </div>
  );
}

/** What was set, with the defaults for the rest. */
function completed(own: Partial<{ [K in keyof Sampling]: Sampling[K] | undefined }>): Sampling {
  const set = Object.entries(own).filter(([, value]) => value !== undefined);
  return { ...defaultSampling, ...(Object.fromEntries(set) as Partial<Sampling>) };
}
