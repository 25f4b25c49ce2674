import { useCall } from '../transport/calls.ts';
import { type Shortcut, useShortcutText } from '../ui/shortcut.ts';
import { Section } from './section.tsx';

/** Every shortcut of the window with what it does. */
const shortcuts: readonly [string, Shortcut][] = [
  ['New conversation', { key: 'n', mod: true }],
  ['New conversation (in a browser)', { key: 'o', mod: true, shift: true }],
  ['Search conversations', { key: 'k', mod: true }],
  ['Show or hide the list', { key: 'b', mod: true }],
  ['Settings', { key: ',', mod: true }],
  ['Find in the open document', { key: 'f', mod: true }],
  ['Send', { key: 'Enter' }],
  ['New line', { key: 'Enter', shift: true }],
  ['Stop the answer, or close the document', { key: 'Escape' }],
];

/** The shortcuts, the version and where everything is kept. */
export function AboutSection() {
  const { data } = useCall('app.info', {});
  const written = useShortcutText();
  return (
    <>
      <Section title="Keyboard">
        <dl className="grid grid-cols-1 gap-x-8 py-2 text-sm sm:grid-cols-2">
          {shortcuts.map(([name, shortcut]) => (
            <div key={name} className="flex items-baseline justify-between gap-4 py-1.5">
              <dt className="text-ink-2">{name}</dt>
              <dd>
                <kbd className="chip bg-sunken font-sans text-ink">{written(shortcut)}</kbd>
              </dd>
            </div>
          ))}
        </dl>
      </Section>
      {data && (
        <Section title="About">
          <dl className="space-y-1 py-3 text-sm">
            <div className="flex flex-wrap gap-x-3">
              <dt className="w-32 text-ink-2">Version</dt>
              <dd>Bittern {data.version}</dd>
            </div>
            <div className="flex flex-wrap gap-x-3">
              <dt className="w-32 text-ink-2">Your data</dt>
              <dd className="min-w-0 font-mono text-xs leading-5 wrap-anywhere">{data.dataDirectory}</dd>
            </div>
          </dl>
        </Section>
      )}
    </>
  );
}
