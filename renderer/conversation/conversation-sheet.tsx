import { useQueryClient } from '@tanstack/react-query';
import { RotateCcw } from 'lucide-react';
import { useEffect, useId, useState } from 'react';
import type { Conversation, ConversationSettings } from '../../preload/contract/index.ts';
import { SamplingFields } from '../settings/sampling-fields.tsx';
import { keyOf, useAction, useCall } from '../transport/calls.ts';
import { Button } from '../ui/button.tsx';
import { FieldRow, Select } from '../ui/choice.tsx';
import { Sheet } from '../ui/dialog.tsx';
import { modes, wordsFor } from './modes.ts';

/** What differs in this conversation from the settings of the whole program. */
export function ConversationSheet({
  conversation,
  open,
  onOpenChange,
}: {
  conversation: Conversation;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  const id = useId();
  const cache = useQueryClient();
  const configure = useAction('conversation.configure', {
    onDone: (changed) => cache.setQueryData(keyOf('conversation.get', { id: changed.id }), changed),
  });
  const models = useCall('model.list', {}).data?.models.filter(({ kind }) => kind !== 'embedding') ?? [];
  const general = useCall('settings.get', {}).data;
  const { settings } = conversation;
  const change = (patch: Partial<ConversationSettings>) =>
    configure.mutate({ id: conversation.id, settings: patch });
  const defaultName = models.find(({ isDefault }) => isDefault)?.name;
  return (
    <Sheet
      open={open}
      onOpenChange={onOpenChange}
      side="right"
      title="Conversation settings"
      description="They hold in this conversation and win over Settings."
    >
      <div className="min-h-0 flex-1 divide-y divide-line overflow-y-auto px-5 pb-8">
        <FieldRow label="Model" htmlFor={`${id}-model`}>
          <Select
            id={`${id}-model`}
            value={settings.modelId ?? ''}
            choices={[
              { value: '', label: defaultName ? `Default (${defaultName})` : 'Default' },
              ...models.map((model) => ({ value: model.id as string, label: model.name })),
            ]}
            onChange={(modelId) => change({ modelId: modelId === '' ? null : modelId })}
          />
        </FieldRow>
        <FieldRow label="Way of answering" text={wordsFor(settings.mode).text} htmlFor={`${id}-mode`}>
          <Select
            id={`${id}-mode`}
            value={settings.mode}
            choices={modes.map(({ value, label }) => ({ value, label }))}
            onChange={(mode) => change({ mode })}
          />
        </FieldRow>
        <SystemPrompt value={settings.systemPrompt} onChange={(systemPrompt) => change({ systemPrompt })} />
        <section aria-labelledby={`${id}-sampling`} className="pt-4">
          <div className="flex min-h-9 items-center justify-between gap-3">
            <h3 id={`${id}-sampling`} className="section-title">
              How words are chosen
            </h3>
            {Object.keys(settings.sampling).length > 0 && (
              <Button look="quiet" icon={RotateCcw} onClick={() => change({ sampling: {} })}>
                As in Settings
              </Button>
            )}
          </div>
          {general && (
            <SamplingFields
              inherited={general.sampling}
              own={settings.sampling}
              onChange={(sampling) => change({ sampling })}
            />
          )}
        </section>
      </div>
    </Sheet>
  );
}

function SystemPrompt({
  value,
  onChange,
}: {
  value: string | null;
  onChange: (value: string | null) => void;
}) {
  const id = useId();
  const [typed, setTyped] = useState(value ?? '');
  useEffect(() => setTyped(value ?? ''), [value]);
  return (
    <div className="py-3">
      <label htmlFor={id} className="text-sm font-medium">
        Instructions to the model
      </label>
      <p id={`${id}-text`} className="mt-0.5 text-sm text-ink-2">
        Given before everything else. Empty: Bittern’s own.
      </p>
      <textarea
        id={id}
        rows={4}
        maxLength={8000}
        dir="auto"
        aria-describedby={`${id}-text`}
        className="field mt-2 field-sizing-content max-h-64 min-h-24"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={() => {
          const next = typed.trim() === '' ? null : typed;
          if (next !== value) onChange(next);
        }}
      />
    </div>
  );
}
