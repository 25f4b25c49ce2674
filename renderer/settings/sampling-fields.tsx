import { useId, useState } from 'react';
import type { ConversationSettings, Sampling } from '../../preload/contract/index.ts';
import { FieldRow } from '../ui/choice.tsx';
import { NumberField } from '../ui/number-field.tsx';

type NumberKey = Exclude<keyof Sampling, 'stop'>;

/** Some of the sampling values; what is absent is inherited. */
type OwnSampling = ConversationSettings['sampling'];

interface SamplingField {
  key: NumberKey;
  label: string;
  text: string;
  minimum: number;
  maximum: number;
  step: number;
}

/** Every sampling value with its bounds, which are the contract's. */
export const samplingFields: readonly SamplingField[] = [
  {
    key: 'temperature',
    label: 'Temperature',
    text: '0 always takes the likeliest word; higher is freer.',
    minimum: 0,
    maximum: 2,
    step: 0.05,
  },
  {
    key: 'topP',
    label: 'Top-p',
    text: 'Only the likeliest words that together have this probability.',
    minimum: 0,
    maximum: 1,
    step: 0.01,
  },
  {
    key: 'topK',
    label: 'Top-k',
    text: 'Only so many of the likeliest words. 0: no limit.',
    minimum: 0,
    maximum: 1000,
    step: 1,
  },
  {
    key: 'minP',
    label: 'Min-p',
    text: 'Drops words less likely than this share of the likeliest.',
    minimum: 0,
    maximum: 1,
    step: 0.01,
  },
  {
    key: 'repeatPenalty',
    label: 'Repeat penalty',
    text: 'Makes words that were just written less likely. 1: off.',
    minimum: 1,
    maximum: 2,
    step: 0.01,
  },
  {
    key: 'repeatLastTokens',
    label: 'Repeat window',
    text: 'How many of the last tokens the penalty looks at.',
    minimum: 0,
    maximum: 2048,
    step: 1,
  },
  {
    key: 'dryMultiplier',
    label: 'DRY multiplier',
    text: 'Works against repeating whole phrases. 0: off.',
    minimum: 0,
    maximum: 5,
    step: 0.05,
  },
  {
    key: 'maxTokens',
    label: 'Longest answer',
    text: 'In tokens; a token is about three quarters of a word.',
    minimum: 1,
    maximum: 8192,
    step: 1,
  },
  {
    key: 'seed',
    label: 'Seed',
    text: 'The same seed gives the same answer. Empty: a new one each time.',
    minimum: 0,
    maximum: 0xffff_ffff,
    step: 1,
  },
];

/**
 * How words are chosen. `own` holds what differs from `inherited`; emptying a field takes the difference back.
 *
 * @param inherited what holds where nothing of its own is set
 */
export function SamplingFields({
  inherited,
  own,
  onChange,
}: {
  inherited: Sampling;
  own: OwnSampling;
  onChange: (own: OwnSampling) => void;
}) {
  const id = useId();
  return (
    <div className="divide-y divide-line">
      {samplingFields.map((field) => (
        <FieldRow key={field.key} label={field.label} text={field.text} htmlFor={`${id}-${field.key}`}>
          <NumberField
            id={`${id}-${field.key}`}
            value={own[field.key] ?? null}
            minimum={field.minimum}
            maximum={field.maximum}
            step={field.step}
            placeholder={inherited[field.key] === null ? 'New each time' : String(inherited[field.key])}
            onChange={(value) => onChange(withField(own, field.key, value))}
          />
        </FieldRow>
      ))}
      <FieldRow
        label="Stop at"
        text="The answer ends where one of these appears; one a line, eight at most."
        htmlFor={`${id}-stop`}
      >
        <StopStrings
          id={`${id}-stop`}
          value={own.stop ?? null}
          onChange={(stop) => onChange(withStop(own, stop))}
        />
      </FieldRow>
    </div>
  );
}

/** The differences with one of them changed, or taken back with null. */
export function withField(own: OwnSampling, key: NumberKey, value: number | null): OwnSampling {
  const { [key]: _, ...rest } = own;
  return value === null ? rest : { ...rest, [key]: value };
}

function withStop(own: OwnSampling, stop: string[]): OwnSampling {
  const { stop: _, ...rest } = own;
  return stop.length === 0 ? rest : { ...rest, stop };
}

function StopStrings({
  id,
  value,
  onChange,
}: {
  id: string;
  value: readonly string[] | null;
  onChange: (stop: string[]) => void;
}) {
  const shown = (value ?? []).join('\n');
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <textarea
      id={id}
      rows={2}
      aria-describedby={`${id}-text`}
      className="field font-mono text-xs"
      value={typed ?? shown}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={() => {
        if (typed !== null && typed !== shown) onChange(stopStrings(typed));
        setTyped(null);
      }}
    />
  );
}

/** Stop strings as the contract takes them: one a line, none empty, at most eight of at most 64 characters. */
export function stopStrings(typed: string): string[] {
  return typed
    .split('\n')
    .map((line) => line.slice(0, 64))
    .filter((line) => line.trim() !== '')
    .slice(0, 8);
}
