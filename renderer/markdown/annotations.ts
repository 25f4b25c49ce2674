import type { Nodes, Parents, Root, RootContent, Text } from 'mdast';
import { offsetInText } from './source-offsets.ts';

/** A place in the Markdown source after which the number of a source is shown. */
export interface CitationMark {
  start: number;
  end: number;
  number: number;
  /** Which of the answer's citations it is; comes out as `data-index`. */
  index: number;
}

/** A stretch of the Markdown source that stands in none of the passages. */
export interface UnsupportedMark {
  start: number;
  end: number;
  kind: 'number' | 'date' | 'name';
}

export interface Annotations {
  citations: readonly CitationMark[];
  unsupported: readonly UnsupportedMark[];
}

/** A node of ours that becomes an element of the given name; see `sanitizing.ts` for what may pass. */
interface AnnotationNode {
  type: 'bitternAnnotation';
  data: { hName: 'cite' | 'u'; hProperties: Record<string, string> };
  children: Nodes[];
}

interface Leaf {
  node: Extract<Nodes, { value: string }> | Extract<Nodes, { type: 'image' | 'break' | 'imageReference' }>;
  start: number;
  end: number;
  /** From the root down to the parent. */
  ancestors: Parents[];
}

/** What becomes of a leaf: cuts in its text where a number goes, and stretches to mark. Offsets are in its text. */
interface Work {
  numbers: { at: number; number: number; index: number }[];
  marks: { from: number; to: number; kind: string }[];
}

/**
 * Puts source numbers and marks of unsupported words into a Markdown tree, by offsets in its source. A number never
 * splits a word, a link or code: it then follows it.
 *
 * @param source the Markdown that the tree was parsed from
 */
export function annotate(tree: Root, source: string, annotations: Annotations): void {
  const leaves = leavesOf(tree, []);
  const work = new Map<Leaf, Work>();
  const workOf = (leaf: Leaf) => {
    const known = work.get(leaf) ?? { numbers: [], marks: [] };
    work.set(leaf, known);
    return known;
  };
  for (const mark of annotations.unsupported)
    for (const leaf of leaves.filter((leaf) => leaf.start < mark.end && leaf.end > mark.start))
      workOf(leaf).marks.push({
        from: textOffset(leaf, source, mark.start),
        to: textOffset(leaf, source, mark.end),
        kind: mark.kind,
      });
  const seen = new Set<string>();
  for (const { end, number, index } of [...annotations.citations].sort(
    (a, b) => a.end - b.end || a.number - b.number,
  )) {
    const leaf = leaves.findLast((candidate) => candidate.start < end);
    if (!leaf || seen.has(`${end}:${number}`)) continue;
    seen.add(`${end}:${number}`);
    workOf(leaf).numbers.push({ at: endOfWord(leaf, textOffset(leaf, source, end)), number, index });
  }
  // From the last leaf to the first, so that what is inserted moves nothing that is still to be found.
  for (const leaf of leaves.toReversed()) {
    const todo = work.get(leaf);
    if (todo) apply(leaf, todo);
  }
}

function leavesOf(node: Nodes, ancestors: Parents[]): Leaf[] {
  if ('children' in node) return node.children.flatMap((child) => leavesOf(child, [...ancestors, node]));
  const start = node.position?.start.offset;
  const end = node.position?.end.offset;
  if (start === undefined || end === undefined) return [];
  return 'value' in node || node.type === 'image' || node.type === 'break' || node.type === 'imageReference'
    ? [{ node, start, end, ancestors }]
    : [];
}

function textOffset({ node, start, end }: Leaf, source: string, offset: number): number {
  if (node.type !== 'text') return offset <= start ? 0 : Number.MAX_SAFE_INTEGER;
  return offsetInText(source.slice(start, end), node.value, Math.max(0, Math.min(offset, end) - start));
}

function endOfWord({ node }: Leaf, at: number): number {
  if (node.type !== 'text') return at;
  const rest = node.value.slice(at);
  const insideWord = at > 0 && /[\p{L}\p{N}]/u.test(node.value[at - 1]!);
  return insideWord ? at + (/^[\p{L}\p{N}\p{M}]*/u.exec(rest)?.[0].length ?? 0) : at;
}

function apply(leaf: Leaf, { numbers, marks }: Work): void {
  const { node, ancestors } = leaf;
  const link = ancestors.findIndex(({ type }) => type === 'link' || type === 'linkReference');
  const isBlock = node.type === 'code' || node.type === 'math' || node.type === 'html';
  const splitsText = node.type === 'text' && link === -1;
  const parent = ancestors.at(-1)!;
  if (splitsText) {
    replace(parent, node, pieces(node, numbers, marks));
    return;
  }
  if (numbers.length > 0) {
    const chips = numbers.map((entry) => numberNode(entry) as unknown as RootContent);
    const host = link === -1 ? parent : ancestors[link - 1]!;
    const after = link === -1 ? node : ancestors[link]!;
    const inserted = isBlock ? [{ type: 'paragraph', children: chips } as RootContent] : chips;
    host.children.splice(host.children.indexOf(after as never) + 1, 0, ...(inserted as never[]));
  }
  if (marks.length > 0 && !isBlock) {
    const marked =
      node.type === 'text' ? pieces(node, [], marks) : [markNode(marks[0]!.kind, [node]) as unknown as Nodes];
    replace(parent, node, marked);
  }
}

function replace(parent: Parents, node: Nodes, replacement: Nodes[]): void {
  parent.children.splice(parent.children.indexOf(node as never), 1, ...(replacement as never[]));
}

/** The text cut at every number and at both ends of every mark. */
function pieces(node: Text, numbers: Work['numbers'], marks: Work['marks']): Nodes[] {
  const length = node.value.length;
  const cuts = new Set([0, length]);
  for (const { at } of numbers) cuts.add(Math.min(at, length));
  for (const { from, to } of marks) cuts.add(Math.min(from, length)).add(Math.min(to, length));
  const ordered = [...cuts].sort((a, b) => a - b);
  const result: Nodes[] = [];
  const addNumbersAt = (at: number) => {
    for (const entry of numbers)
      if (Math.min(entry.at, length) === at) result.push(numberNode(entry) as unknown as Nodes);
  };
  addNumbersAt(0);
  for (let index = 1; index < ordered.length; index++) {
    const from = ordered[index - 1]!;
    const to = ordered[index]!;
    const text: Text = { type: 'text', value: node.value.slice(from, to) };
    const mark = marks.find((candidate) => candidate.from <= from && candidate.to >= to);
    result.push(mark ? (markNode(mark.kind, [text]) as unknown as Nodes) : text);
    addNumbersAt(to);
  }
  return result;
}

function numberNode({ number, index }: { number: number; index: number }): AnnotationNode {
  return {
    type: 'bitternAnnotation',
    data: { hName: 'cite', hProperties: { dataNumber: String(number), dataIndex: String(index) } },
    children: [],
  };
}

function markNode(kind: string, children: Nodes[]): AnnotationNode {
  return { type: 'bitternAnnotation', data: { hName: 'u', hProperties: { dataKind: kind } }, children };
}
