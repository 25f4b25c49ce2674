import type { BlockSink, FlowBlock } from '../flow/sink.ts';
import type { MainContent } from './main-content.ts';
import type { Region } from './region.ts';

type Recorded =
  | { readonly block: FlowBlock; readonly region: Region | null }
  | { readonly row: readonly string[]; readonly isHeader: boolean; readonly region: Region | null }
  | { readonly end: true };

/** Keeps what is read from a page until it is known which of its regions are its contents. */
export class Recording implements BlockSink {
  /** The region that is open when a row of a table ends. */
  region: () => Region | null = () => null;
  readonly #recorded: Recorded[] = [];

  block(block: FlowBlock): void {
    const { origin, ...kept } = block;
    this.#recorded.push({ block: kept, region: (origin as Region | undefined) ?? this.region() });
  }

  row(row: readonly string[], isHeader: boolean): void {
    this.#recorded.push({ row, isHeader, region: this.region() });
  }

  endTable(): void {
    if (this.#recorded.length > 0 && !('end' in this.#recorded.at(-1)!)) this.#recorded.push({ end: true });
  }

  /** The first heading of the page's contents, or null. */
  firstHeading(content: MainContent): string | null {
    for (const each of this.#recorded)
      if ('block' in each && each.block.kind === 'heading' && content.keeps(each.region))
        return each.block.text;
    return null;
  }

  /** Gives what belongs to the page's contents to another sink; yields now and then, so that it can be handed on. */
  *replay(sink: BlockSink, content: MainContent): Generator<void> {
    const isTitle = (each: Recorded): each is Extract<Recorded, { block: FlowBlock }> =>
      'block' in each && each.block.kind === 'heading' && each.block.level === 1;
    const hasTitle = this.#recorded.some((each) => isTitle(each) && content.keeps(each.region));
    // The title of a page often stands in a banner above its contents.
    const title = hasTitle
      ? undefined
      : this.#recorded.find((each) => isTitle(each) && !content.drops(each.region));
    let count = 0;
    for (const each of this.#recorded) {
      if ('end' in each) sink.endTable();
      else if (each !== title && !content.keeps(each.region)) continue;
      else if ('block' in each) sink.block(each.block);
      else sink.row(each.row, each.isHeader);
      if (++count % 500 === 0) yield;
    }
  }
}
