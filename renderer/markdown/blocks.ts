import remarkGfm from 'remark-gfm';
import remarkMath from 'remark-math';
import remarkParse from 'remark-parse';
import { unified } from 'unified';

/** A top-level block of a Markdown text: a paragraph, a list, a table, a code block… */
export interface MarkdownBlock {
  /** UTF-16 offset of the block in the whole text. */
  start: number;
  source: string;
}

/** The blocks of a text, and the link definitions that any of them may refer to. */
export interface MarkdownBlocks {
  text: string;
  blocks: readonly MarkdownBlock[];
  definitions: string;
}

/** Prices are commoner in documents than formulas in single dollars. */
export const mathOptions = { singleDollarTextMath: false } as const;

const parser = unified().use(remarkParse).use(remarkGfm).use(remarkMath, mathOptions).freeze();

/** How many blocks at the end of a growing text may still change their kind. */
const unsettled = 2;

/**
 * Cuts a text into its blocks, so that a growing answer draws again only what changed.
 *
 * @param before the result for an earlier state of the same text, whose settled blocks are taken over
 */
export function splitBlocks(text: string, before?: MarkdownBlocks): MarkdownBlocks {
  if (before?.text === text) return before;
  const kept =
    before && before.blocks.length > unsettled && text.startsWith(before.text)
      ? before.blocks.slice(0, -unsettled)
      : [];
  const last = kept.at(-1);
  const from = last ? last.start + last.source.length : 0;
  const parsed = parser.parse(text.slice(from)).children;
  const fresh = parsed.map((node, index): MarkdownBlock => {
    const start = index === 0 ? from : from + node.position!.start.offset!;
    const next = parsed[index + 1]?.position?.start.offset;
    return { start, source: text.slice(start, next === undefined ? text.length : from + next) };
  });
  const definitions = parsed
    .filter(({ type }) => type === 'definition')
    .map(({ position }) => text.slice(from + position!.start.offset!, from + position!.end.offset!));
  return {
    text,
    blocks: [...kept, ...fresh],
    definitions: [kept.length > 0 ? before!.definitions : '', ...definitions].filter(Boolean).join('\n'),
  };
}

/**
 * A block that is still being written, with what it has opened closed again, so that bold text and code do not appear
 * as bare asterisks and backticks until their end arrives.
 */
export function withOpenMarksClosed(source: string): string {
  if (/^\s*(```|~~~|\$\$)/.test(source)) return source;
  let closed = source.replace(/\[[^\]]*\]\([^)]*$/, (link) => link.slice(1, link.indexOf(']')));
  if ((closed.match(/(?<!\\)`/g)?.length ?? 0) % 2 === 1) return `${closed}\``;
  const bold = closed.match(/(?<!\\)\*\*/g)?.length ?? 0;
  if (bold % 2 === 1) closed = closed.endsWith('**') ? closed.slice(0, -2) : `${closed.trimEnd()}**`;
  return closed;
}
