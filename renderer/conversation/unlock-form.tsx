import { Lock } from 'lucide-react';
import { useId, useState } from 'react';
import type { DocumentSummary } from '../../preload/contract/index.ts';
import { useAction } from '../transport/calls.ts';
import { Button } from '../ui/button.tsx';

/** Asks for the password of an encrypted document. It is used once and kept nowhere. */
export function UnlockForm({ document }: { document: DocumentSummary }) {
  const id = useId();
  const [password, setPassword] = useState('');
  const unlock = useAction('document.unlock', { quiet: true, onDone: () => setPassword('') });
  const problem =
    unlock.error?.message ?? (unlock.data?.status === 'needs-password' ? unlock.data.error : null);
  return (
    <form
      aria-label={`Unlock ${document.fileName}`}
      className="mt-2 flex flex-wrap items-center gap-2 text-sm"
      onSubmit={(event) => {
        event.preventDefault();
        unlock.mutate({ id: document.id, password });
      }}
    >
      <label htmlFor={id} className="flex max-w-full min-w-0 flex-1 basis-56 items-center gap-2">
        <Lock aria-hidden className="size-4 shrink-0 text-warn" />
        <span className="min-w-0 truncate" title={document.fileName}>
          Password for {document.fileName}
        </span>
      </label>
      <div className="flex gap-2">
        <input
          id={id}
          type="password"
          autoComplete="off"
          className="field w-36"
          value={password}
          onChange={(event) => setPassword(event.target.value)}
          aria-invalid={problem !== null}
        />
        <Button type="submit" disabled={password === '' || unlock.isPending}>
          Unlock
        </Button>
      </div>
      {problem && (
        <p role="alert" className="basis-full text-bad">
          {problem}
        </p>
      )}
    </form>
  );
}
