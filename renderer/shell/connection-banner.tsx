import { PlugZap, Unplug } from 'lucide-react';
import { useConnectionState } from '../transport/provider.tsx';

/** Says that the program cannot be reached, while it cannot. */
export function ConnectionBanner() {
  const state = useConnectionState();
  if (state === 'open' || state === 'connecting') return null;
  const Icon = state === 'lost' ? PlugZap : Unplug;
  return (
    <div
      role="alert"
      data-testid="connection"
      className="flex items-center gap-3 border-b border-line bg-warn-soft px-4 py-2 text-sm text-warn"
    >
      <Icon aria-hidden className="size-4 shrink-0" />
      <p className="min-w-0 text-pretty">{sentences[state]}</p>
    </div>
  );
}

const sentences = {
  lost: 'Connection lost. It is being restored; nothing is lost.',
  unreachable:
    'Connection lost: Bittern does not answer at this address. If it was started again, open the address that it printed.',
  'no-key': 'This page needs its access key. Open the address that Bittern printed when it started.',
};
