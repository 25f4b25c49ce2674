import { Info, LibraryBig, RotateCcw, Trash2, TriangleAlert } from 'lucide-react';
import type { DocumentDetail, PageSummary } from '../../preload/contract/index.ts';
import { stateSentence } from '../conversation/state-text.ts';
import { UnlockForm } from '../conversation/unlock-form.tsx';
import { useRemoveDocuments } from '../library/remove-documents.ts';
import { fragmentOf } from '../route/route.ts';
import { useAction } from '../transport/calls.ts';
import { Button } from '../ui/button.tsx';
import { bytes, count, exactly, fraction, milliseconds } from '../ui/figures.ts';
import { ProgressBar } from '../ui/progress-bar.tsx';
import { openPlace } from './opened.ts';
import { pageList, pageStrip } from './pages.ts';
import { TagsField } from './tags-field.tsx';

const pageColours: Record<PageSummary['kind'], string> = {
  text: 'bg-accent-line',
  empty: 'bg-line',
  scanned: 'bg-warn',
  suspicious: 'bg-bad',
};

/** How well a document could be read, where it is used, and what can be done with it. */
export function ReportView({ document, pages }: { document: DocumentDetail; pages: readonly PageSummary[] }) {
  const reread = useAction('document.reread');
  const cancel = useAction('document.cancel');
  const describe = useAction('document.describe');
  const remove = useRemoveDocuments();
  const { id, status } = document;
  const busy = status === 'reading' || status === 'queued';
  const bad = status === 'failed' || status === 'needs-password';
  const doubtful = pages.filter(({ kind }) => kind !== 'text');
  return (
    <div className="mx-auto max-w-[42rem] space-y-6 px-5 py-5 text-sm sm:px-8">
      <section aria-label="State">
        <p className={bad ? 'text-bad wrap-anywhere' : 'text-ink-2'} {...(bad ? { role: 'alert' } : {})}>
          {stateSentence(document)}
        </p>
        {busy && (
          <ProgressBar
            value={fraction(document.progress)}
            label={`Reading ${document.fileName}`}
            className="mt-2"
          />
        )}
        {status === 'needs-password' && <UnlockForm document={document} />}
        <div className="mt-3 flex flex-wrap gap-2">
          {busy ? (
            <Button onClick={() => cancel.mutate({ id })}>Stop reading</Button>
          ) : (
            <Button icon={RotateCcw} disabled={reread.isPending} onClick={() => reread.mutate({ id })}>
              Read again
            </Button>
          )}
          <Button
            icon={LibraryBig}
            aria-pressed={document.inLibrary}
            onClick={() => describe.mutate({ id, inLibrary: !document.inLibrary })}
          >
            {document.inLibrary ? 'Take out of the library' : 'Put into the library'}
          </Button>
          <Button icon={Trash2} onClick={() => void remove([document])}>
            Remove…
          </Button>
        </div>
      </section>
      {document.notes.length > 0 && (
        <section aria-label="What to know about its text">
          <h3 className="section-title mb-2">What to know about its text</h3>
          <ul className="space-y-2">
            {document.notes.map((note) => (
              <li key={`${note.text}${note.pages?.join()}`} className="flex gap-2.5">
                {note.level === 'warning' ? (
                  <TriangleAlert aria-label="Warning" className="mt-0.5 size-4 shrink-0 text-warn" />
                ) : (
                  <Info aria-label="Note" className="mt-0.5 size-4 shrink-0 text-ink-3" />
                )}
                <p className="min-w-0 wrap-anywhere">
                  {note.text}
                  {note.pages && note.pages.length > 0 && (
                    <span className="text-ink-2"> Pages: {pageList(note.pages)}.</span>
                  )}
                </p>
              </li>
            ))}
          </ul>
        </section>
      )}
      {pages.length > 1 && (
        <section aria-label="Pages">
          <h3 className="section-title mb-2">Pages</h3>
          <div aria-hidden className="flex h-3 overflow-hidden rounded-md">
            {pageStrip(pages).map(({ kind, share, from }) => (
              <div key={from} className={pageColours[kind]} style={{ width: `${share * 100}%` }} />
            ))}
          </div>
          <p className="mt-2 text-ink-2">
            {doubtful.length === 0
              ? `All ${count(pages.length)} pages have text.`
              : `${count(pages.length - doubtful.length)} of ${count(pages.length)} pages have text.`}
          </p>
          <ul className="mt-1 space-y-0.5 text-ink-2">
            {(['scanned', 'suspicious', 'empty'] as const).map((kind) => {
              const these = pages.filter((page) => page.kind === kind).map(({ number }) => number);
              return (
                these.length > 0 && (
                  <li key={kind}>
                    {kind === 'scanned'
                      ? 'Scanned, without text'
                      : kind === 'suspicious'
                        ? 'Text may be garbled'
                        : 'Empty'}
                    : {pageList(these)}
                  </li>
                )
              );
            })}
          </ul>
        </section>
      )}
      <TagsField document={document} />
      <section aria-label="Facts">
        <h3 className="section-title mb-2">Facts</h3>
        <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1.5">
          {factsOf(document).map(([name, value]) => (
            <div key={name} className="contents">
              <dt className="text-ink-2">{name}</dt>
              <dd className="tabular min-w-0 wrap-anywhere">{value}</dd>
            </div>
          ))}
        </dl>
      </section>
      {document.usedBy.length > 0 && (
        <section aria-label="Used in">
          <h3 className="section-title mb-2">Used in</h3>
          <ul className="space-y-1">
            {document.usedBy.map((conversation) => (
              <li key={conversation.id}>
                <a className="link" href={fragmentOf({ view: 'conversation', id: conversation.id })}>
                  {conversation.title}
                </a>
              </li>
            ))}
          </ul>
        </section>
      )}
      {status === 'ready' && (
        <button type="button" className="link" onClick={() => openPlace({ documentId: id, tab: 'text' })}>
          Show the stored text
        </button>
      )}
    </div>
  );
}

function factsOf(document: DocumentDetail): [string, string][] {
  const { title, type, pages, words, tokens, chunks, readMs, path } = document;
  return [
    ['Title', title],
    ['Type', type.toUpperCase()],
    ['Size', bytes(document.bytes)],
    ...(pages > 0 ? [['Pages', count(pages)] as [string, string]] : []),
    ['Words', count(words)],
    ['Tokens', count(tokens)],
    ['Passages', count(chunks)],
    ...(readMs === null ? [] : [['Read in', milliseconds(readMs)] as [string, string]]),
    ['Added', exactly(document.addedAt)],
    ...(path ? [['From', path] as [string, string]] : []),
  ];
}
