import { useEffect, useState } from 'react';
import { classNames } from './class-names.ts';

/**
 * A field for one number. It keeps what is typed until it is a number within bounds, says so when it is not, and hands
 * it over on leaving the field or on Enter.
 */
export function NumberField({
  id,
  value,
  minimum,
  maximum,
  step = 1,
  placeholder,
  unit,
  onChange,
}: {
  id: string;
  /** Null: not set; the placeholder says what then holds. */
  value: number | null;
  minimum: number;
  maximum: number;
  /** 1 for whole numbers, a fraction for others. */
  step?: number;
  placeholder?: string;
  unit?: string;
  /** Null when the field was emptied. */
  onChange: (value: number | null) => void;
}) {
  const shown = value === null ? '' : String(value);
  const [typed, setTyped] = useState(shown);
  useEffect(() => setTyped(shown), [shown]);
  const problem = problemOf(typed, minimum, maximum, step);
  const hand = () => {
    if (problem || typed === shown) return;
    onChange(typed.trim() === '' ? null : numberOf(typed));
  };
  return (
    <div>
      <div className="relative">
        <input
          id={id}
          inputMode="decimal"
          className={classNames('field tabular', unit && 'pr-16', problem && 'border-bad')}
          value={typed}
          placeholder={placeholder}
          aria-invalid={problem !== null}
          {...(problem ? { 'aria-errormessage': `${id}-problem` } : {})}
          onChange={(event) => setTyped(event.target.value)}
          onBlur={hand}
          onKeyDown={(event) => event.key === 'Enter' && hand()}
        />
        {unit && (
          <span className="pointer-events-none absolute inset-y-0 right-3 flex items-center text-xs text-ink-3">
            {unit}
          </span>
        )}
      </div>
      {problem && (
        <p id={`${id}-problem`} role="alert" className="mt-1 text-xs text-bad">
          {problem}
        </p>
      )}
    </div>
  );
}

/** A number as people write it: 3.5 or 3,5, 8192 or 8,192. NaN when it is none. */
export function numberOf(typed: string): number {
  const text = typed.trim();
  if (/^[1-9]\d{0,2}(,\d{3})+(\.\d+)?$/.test(text)) return Number(text.replaceAll(',', ''));
  return Number(text.replace(/^(\d*),(\d+)$/, '$1.$2'));
}

/** What is wrong with a typed number, as a sentence; null when nothing is. */
export function problemOf(typed: string, minimum: number, maximum: number, step: number): string | null {
  if (typed.trim() === '') return null;
  const value = numberOf(typed);
  if (!Number.isFinite(value)) return 'Write a number.';
  if (step === 1 && !Number.isInteger(value)) return 'Write a whole number.';
  if (value < minimum || value > maximum) return `Write a number from ${minimum} to ${maximum}.`;
  return null;
}
