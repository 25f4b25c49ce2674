import { X } from 'lucide-react';
import { useId, useState } from 'react';
import type { DocumentSummary } from '../../preload/contract/index.ts';
import { useAction } from '../transport/calls.ts';

/** The tags of a document, to add to and take from. */
export function TagsField({ document }: { document: DocumentSummary }) {
  const id = useId();
  const [typed, setTyped] = useState('');
  const describe = useAction('document.describe');
  const { tags } = document;
  const set = (next: string[]) => describe.mutate({ id: document.id, tags: next });
  const add = () => {
    const tag = typed.trim();
    if (tag !== '' && !tags.includes(tag)) set([...tags, tag]);
    setTyped('');
  };
  return (
    <section aria-label="Tags">
      <h3 className="section-title mb-2">
        <label htmlFor={id}>Tags</label>
      </h3>
      <div className="flex flex-wrap items-center gap-1.5">
        {tags.map((tag) => (
          <span key={tag} className="chip pr-0.5">
            {tag}
            <button
              type="button"
              aria-label={`Remove the tag ${tag}`}
              className="icon-button size-6"
              onClick={() => set(tags.filter((other) => other !== tag))}
            >
              <X aria-hidden className="size-3" />
            </button>
          </span>
        ))}
        <input
          id={id}
          className="field w-40"
          placeholder="Add a tag"
          maxLength={60}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          onBlur={add}
          onKeyDown={(event) => event.key === 'Enter' && add()}
        />
      </div>
    </section>
  );
}
