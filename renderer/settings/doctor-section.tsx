import { CircleCheck, TriangleAlert } from 'lucide-react';
import { useCall } from '../transport/calls.ts';
import { Button } from '../ui/button.tsx';
import { Section } from './section.tsx';

/** What this machine can do, as found when asked. */
export function DoctorSection() {
  const { data, error, refetch, isFetching } = useCall('runtime.doctor', {});
  return (
    <Section title="This machine" text="What was found and what Bittern will use.">
      {error && <p className="py-3 text-sm text-bad">{error.message}</p>}
      {!data && !error && <p className="py-3 text-sm text-ink-2">Looking at this machine…</p>}
      {data?.findings.map((finding) => (
        <div key={`${finding.subject}:${finding.text}`} className="flex gap-3 py-2.5 text-sm">
          {finding.ok ? (
            <CircleCheck aria-label="Good" className="mt-0.5 size-4 shrink-0 text-accent" />
          ) : (
            <TriangleAlert aria-label="To do" className="mt-0.5 size-4 shrink-0 text-warn" />
          )}
          <p className="min-w-0 wrap-anywhere">
            <span className="font-medium">{finding.subject}</span>{' '}
            <span className="text-ink-2">{finding.text}</span>
          </p>
        </div>
      ))}
      <div className="flex justify-end py-3">
        <Button disabled={isFetching} onClick={() => void refetch()}>
          Look again
        </Button>
      </div>
    </Section>
  );
}
