import { type ReactNode, useId } from 'react';

/** A group of settings under a heading. */
export function Section({ title, text, children }: { title: string; text?: ReactNode; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="mb-9">
      <h2 id={id} className="section-title">
        {title}
      </h2>
      {text && <p className="mt-1 text-sm text-ink-2 text-pretty">{text}</p>}
      <div className="card mt-3 divide-y divide-line px-5 py-1">{children}</div>
    </section>
  );
}
