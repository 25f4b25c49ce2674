import { useEffect, useId, useState } from 'react';
import { FieldRow } from '../ui/choice.tsx';

/** Where models are fetched from. */
export function MirrorField({
  value,
  onChange,
}: {
  value: string | null;
  onChange: (mirror: string | null) => void;
}) {
  const id = useId();
  const [typed, setTyped] = useState(value ?? '');
  useEffect(() => setTyped(value ?? ''), [value]);
  const wanted = typed.trim();
  const valid = wanted === '' || isWebAddress(wanted);
  const hand = () => {
    if (valid && wanted !== (value ?? '')) onChange(wanted === '' ? null : wanted);
  };
  return (
    <FieldRow label="Mirror" text="Models are fetched from here. Empty: the hub itself." htmlFor={id}>
      <input
        id={id}
        type="url"
        inputMode="url"
        autoComplete="off"
        spellCheck={false}
        placeholder="https://…"
        className="field"
        aria-invalid={!valid}
        aria-describedby={`${id}-text`}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={hand}
        onKeyDown={(event) => event.key === 'Enter' && hand()}
      />
      {!valid && (
        <p role="alert" className="mt-1 text-xs text-bad">
          Write an address that begins with https:// or http://.
        </p>
      )}
    </FieldRow>
  );
}

function isWebAddress(text: string): boolean {
  try {
    return /^https?:$/.test(new URL(text).protocol);
  } catch {
    return false;
  }
}
