import { Switch as RadixSwitch } from 'radix-ui';
import { type ReactNode, useId } from 'react';
import { classNames } from './class-names.ts';

/** A switch with its label and a line that says what it does. */
export function SwitchRow({
  label,
  text,
  checked,
  onChange,
}: {
  label: string;
  text?: ReactNode;
  checked: boolean;
  onChange: (checked: boolean) => void;
}) {
  const id = useId();
  return (
    <div className="flex items-start gap-4 py-3">
      <div className="min-w-0 flex-1">
        <label htmlFor={id} className="text-sm font-medium">
          {label}
        </label>
        {text && (
          <p id={`${id}-text`} className="mt-0.5 text-sm text-ink-2 text-pretty">
            {text}
          </p>
        )}
      </div>
      <RadixSwitch.Root
        id={id}
        checked={checked}
        onCheckedChange={onChange}
        {...(text ? { 'aria-describedby': `${id}-text` } : {})}
        className="mt-0.5 h-5.5 w-9.5 shrink-0 rounded-full border border-line-strong bg-sunken p-px transition-colors data-[state=checked]:border-accent data-[state=checked]:bg-accent"
      >
        <RadixSwitch.Thumb className="block size-4.5 rounded-full bg-ink-3 transition-transform data-[state=checked]:translate-x-4 data-[state=checked]:bg-on-accent" />
      </RadixSwitch.Root>
    </div>
  );
}

/** A labelled control in a row: words on the left, control on the right, below each other when narrow. */
export function FieldRow({
  label,
  text,
  htmlFor,
  children,
}: {
  label: string;
  text?: ReactNode;
  htmlFor: string;
  children: ReactNode;
}) {
  return (
    <div className="@container py-3">
      <div className="flex flex-col gap-x-6 gap-y-2 @md:flex-row @md:items-start">
        <div className="min-w-0 flex-1">
          <label htmlFor={htmlFor} className="text-sm font-medium">
            {label}
          </label>
          {text && (
            <p id={`${htmlFor}-text`} className="mt-0.5 text-sm text-ink-2 text-pretty">
              {text}
            </p>
          )}
        </div>
        <div className="w-full shrink-0 @md:w-52">{children}</div>
      </div>
    </div>
  );
}

/** A native select: the one control that every platform and screen reader already does well. */
export function Select<T extends string>({
  id,
  value,
  choices,
  onChange,
  label,
}: {
  id?: string;
  value: T;
  choices: readonly { value: T; label: string; disabled?: boolean }[];
  onChange: (value: T) => void;
  label?: string;
}) {
  return (
    <select
      {...(id ? { id } : {})}
      {...(label ? { 'aria-label': label } : {})}
      className="field"
      value={value}
      onChange={(event) => onChange(event.target.value as T)}
    >
      {choices.map((choice) => (
        <option key={choice.value} value={choice.value} disabled={choice.disabled}>
          {choice.label}
        </option>
      ))}
    </select>
  );
}

/** One of several choices that are explained: a radio button with its title, a short note and a sentence. */
export function Option({
  name,
  title,
  note,
  text,
  bad = false,
  checked,
  onChoose,
}: {
  /** The same for all choices of a group. */
  name: string;
  title: string;
  note?: string;
  text?: ReactNode;
  /** The choice can be made, but is not wise now. */
  bad?: boolean;
  checked: boolean;
  onChoose: () => void;
}) {
  return (
    <label
      className={classNames(
        'block rounded-xl border px-3 py-2 transition-colors has-focus-visible:outline-2 has-focus-visible:outline-accent',
        checked ? 'border-accent bg-accent-soft' : 'border-line hover:bg-hover',
      )}
    >
      <input type="radio" name={name} className="sr-only" checked={checked} onChange={onChoose} />
      <span className="flex flex-wrap items-baseline gap-x-2 text-sm">
        <span className="font-medium">{title}</span>
        {note && <span className="tabular text-xs text-ink-2">{note}</span>}
      </span>
      {text && (
        <span className={classNames('tabular block text-xs', bad ? 'text-bad' : 'text-ink-2')}>{text}</span>
      )}
    </label>
  );
}
