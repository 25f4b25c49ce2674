import type { Parser } from '../interface.ts';
import type { NewBlock } from '../parts.ts';
import { headingText } from './heading-text.ts';
import { MarkdownScanner } from './markdown-blocks.ts';
import { parseTextDocument } from './text-document.ts';

/** The title in the front matter, else the first heading of the first level, if one of them is near the beginning. */
export function markdownTitle(blocks: readonly NewBlock[]): string | null {
  const [first] = blocks;
  const declared = first?.text.startsWith('---')
    ? /^title:[ \t]*(["']?)(.+?)\1[ \t]*$/m.exec(first.text)?.[2]
    : undefined;
  const heading = blocks.find((block) => block.kind === 'heading' && block.level === 1);
  const title = declared ?? (heading ? headingText(heading.text) : '');
  return title === '' ? null : title.slice(0, 300);
}

/** Reads Markdown: its source text, with headings, lists, tables and code as blocks. */
export const parseMarkdown: Parser = (request, context) =>
  parseTextDocument(request, context, new MarkdownScanner(), markdownTitle);
