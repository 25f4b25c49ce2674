import { useState } from 'react';
import { useCall } from '../transport/calls.ts';
import { counted, exactly } from '../ui/figures.ts';

/** Every connection that was tried, allowed or not. */
export function NetworkSection() {
  const [open, setOpen] = useState(false);
  const { data } = useCall('app.network', {}, { staleTime: 0, ...(open ? { refetchInterval: 3000 } : {}) });
  const attempts = data?.attempts ?? [];
  return (
    <div className="py-3">
      <button
        type="button"
        className="flex w-full items-center gap-2 text-left text-sm font-medium"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <span className="flex-1">Connections that were tried</span>
        <span className="text-sm font-normal text-ink-2">
          {attempts.length === 0 ? 'None' : counted(attempts.length, 'attempt')}
        </span>
      </button>
      {open &&
        (attempts.length === 0 ? (
          <p className="mt-1 text-sm text-ink-2">Bittern has not tried to connect to anything.</p>
        ) : (
          <ul className="mt-3 max-h-80 space-y-2 overflow-y-auto text-xs">
            {attempts.map((attempt) => (
              <li key={`${attempt.at}:${attempt.url}`} className="flex gap-3">
                <time className="tabular shrink-0 text-ink-3">{exactly(attempt.at)}</time>
                <span className="min-w-0">
                  <span className="block font-mono wrap-anywhere">{attempt.url}</span>
                  <span className={attempt.allowed ? 'text-ink-2' : 'text-warn'}>
                    {attempt.allowed ? attempt.outcome : `Refused: ${attempt.outcome}`}
                  </span>
                </span>
              </li>
            ))}
          </ul>
        ))}
    </div>
  );
}
