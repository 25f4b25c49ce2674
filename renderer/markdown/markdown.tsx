import type { Image, ImageReference, Parents, Root } from 'mdast';
import { memo, useRef } from 'react';
import ReactMarkdown, { type Components } from 'react-markdown';
import rehypeSanitize from 'rehype-sanitize';
import remarkGfm from 'remark-gfm';
import remarkMath from 'remark-math';
import { visit } from 'unist-util-visit';
import { type Annotations, annotate, type CitationMark, type UnsupportedMark } from './annotations.ts';
import { type MarkdownBlocks, mathOptions, splitBlocks, withOpenMarksClosed } from './blocks.ts';
import { CodeBlock, ExternalLink, ScrollingTable } from './elements.tsx';
import { useRichPlugins } from './rich-plugins.ts';
import { allowed } from './sanitizing.ts';

const nothing: readonly never[] = [];

/**
 * Markdown that a model wrote, drawn safely: no raw HTML, nothing loaded, links handed to the program. A growing text
 * draws again only its last blocks.
 *
 * @param growing whether more text is on its way
 * @param components what draws `cite` (a source's number: `data-number`, `data-index`) and `u` (an unsupported word, `data-kind`)
 */
export function Markdown({
  text,
  growing = false,
  citations = nothing,
  unsupported = nothing,
  components,
}: {
  text: string;
  growing?: boolean;
  citations?: readonly CitationMark[];
  unsupported?: readonly UnsupportedMark[];
  components?: Pick<Components, 'cite' | 'u'>;
}) {
  const split = useRef<MarkdownBlocks | undefined>(undefined);
  split.current = splitBlocks(text, split.current);
  const { blocks, definitions } = split.current;
  return (
    <div className="markdown" dir="auto">
      {blocks.map((block, index) => {
        const isLast = index === blocks.length - 1;
        const end = isLast ? Number.MAX_SAFE_INTEGER : block.start + block.source.length;
        return (
          <Block
            key={block.start}
            source={growing && isLast ? withOpenMarksClosed(block.source) : block.source}
            definitions={definitions}
            annotations={annotationsWithin(block.start, end, citations, unsupported)}
            components={components}
          />
        );
      })}
    </div>
  );
}

/** The window has its own first-level heading; those of an answer come below it. */
const loweredHeadings = { h1: 'h2', h2: 'h3', h3: 'h4', h4: 'h5', h5: 'h6' } as const;

interface BlockProps {
  source: string;
  definitions: string;
  annotations: Annotations;
  components: Pick<Components, 'cite' | 'u'> | undefined;
}

const Block = memo(
  function Block({ source, definitions, annotations, components }: BlockProps) {
    const rich = useRichPlugins(source);
    const annotateBlock = () => (tree: Root) => annotate(tree, source, annotations);
    return (
      <ReactMarkdown
        remarkPlugins={[remarkGfm, [remarkMath, mathOptions], annotateBlock, imagesAsWords]}
        rehypePlugins={[[rehypeSanitize, allowed], ...(rich ?? [])]}
        components={{
          a: ExternalLink,
          pre: CodeBlock,
          table: ScrollingTable,
          ...loweredHeadings,
          ...components,
        }}
      >
        {definitions && !source.includes(definitions) ? `${source}\n\n${definitions}` : source}
      </ReactMarkdown>
    );
  },
  (before, after) =>
    before.source === after.source &&
    before.definitions === after.definitions &&
    before.components === after.components &&
    JSON.stringify(before.annotations) === JSON.stringify(after.annotations),
);

/** An image is never loaded: its address could carry the conversation away. Its description is shown. */
function imagesAsWords() {
  return (tree: Root) =>
    visit(tree, ['image', 'imageReference'], (node, index, parent: Parents | undefined) => {
      const { alt } = node as Image | ImageReference;
      parent?.children.splice(index!, 1, { type: 'text', value: alt ? `[image: ${alt}]` : '[image]' });
    });
}

/** The annotations of one block, with offsets from the block's beginning. */
function annotationsWithin(
  start: number,
  end: number,
  citations: readonly CitationMark[],
  unsupported: readonly UnsupportedMark[],
): Annotations {
  const move = <T extends { start: number; end: number }>(mark: T): T => ({
    ...mark,
    start: mark.start - start,
    end: mark.end - start,
  });
  return {
    // A number belongs to the block in which its sentence ends.
    citations: citations.filter((mark) => mark.end > start && mark.end <= end).map(move),
    unsupported: unsupported.filter((mark) => mark.start < end && mark.end > start).map(move),
  };
}
