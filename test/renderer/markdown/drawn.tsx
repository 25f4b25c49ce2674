import { QueryClientProvider } from '@tanstack/react-query';
import { renderToStaticMarkup } from 'react-dom/server';
import { Markdown } from '../../../renderer/markdown/markdown.tsx';
import { newQueryClient } from '../../../renderer/transport/calls.ts';
import type { Connection } from '../../../renderer/transport/connection.ts';
import { ConnectionProvider } from '../../../renderer/transport/provider.tsx';
import { TipProvider } from '../../../renderer/ui/tip.tsx';

const connection = {
  bittern: { call: () => Promise.reject(new Error('not called')), open: () => () => {}, on: () => () => {} },
  shell: 'browser',
  isMac: false,
  state: () => 'open',
  generation: () => 1,
  subscribe: () => () => {},
  sources: () => Promise.resolve([]),
  originalUrl: () => '',
} as unknown as Connection;

/** The HTML that a Markdown text becomes; numbers as `[1]`, unsupported words between underscores. */
export function drawn(text: string, marks: Partial<Parameters<typeof Markdown>[0]> = {}): string {
  return renderToStaticMarkup(
    <ConnectionProvider connection={connection}>
      <QueryClientProvider client={newQueryClient()}>
        <TipProvider>
          <Markdown
            text={text}
            components={{
              cite: (props) => <>[{(props as { 'data-number'?: string })['data-number']}]</>,
              u: ({ children }) => <>_{children}_</>,
            }}
            {...marks}
          />
        </TipProvider>
      </QueryClientProvider>
    </ConnectionProvider>,
  );
}

/** The same as plain text. */
export function plain(html: string): string {
  return html
    .replace(/<button[\s\S]*?<\/button>/g, '')
    .replace(/<\/(p|li|h\d|tr|pre|blockquote)>/g, '\n')
    .replace(/<\/t[dh]>/g, ' ')
    .replace(/<[^>]+>/g, '')
    .replace(/&quot;/g, '"')
    .replace(/&#x27;/g, "'")
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&')
    .replace(/\n+/g, '\n')
    .trim();
}
