import { newRegion, type Region } from './region.ts';

/** Follows the regions of a page, and counts for each what stands in it. */
export class OpenRegions {
  /** Every region that was met. */
  readonly all: Region[] = [];
  readonly #open: Region[] = [];
  /** Prose of the page so far, and whether the last block was a heading. */
  readonly #before = { prose: 0, isHeading: false };

  /** The region that is open. */
  get current(): Region | null {
    return this.#open.at(-1) ?? null;
  }

  begin(name: string, attributes: Readonly<Record<string, string>>): void {
    const region = newRegion(name, attributes, this.current, this.#before);
    this.all.push(region);
    this.#open.push(region);
  }

  /** Ends the region that is open: what was counted in it stands in the one around it, too. */
  end(): void {
    const region = this.#open.pop();
    const { parent } = region ?? {};
    if (!region || !parent) return;
    parent.characters += region.characters;
    parent.linkCharacters += region.linkCharacters;
    parent.links += region.links;
    parent.prose += region.prose;
    parent.hasHeading ||= region.hasHeading;
  }

  /** Counts a link to another page. */
  countLink(): void {
    const region = this.current;
    if (region) region.links += 1;
  }

  /** Counts a block, with the characters of it that are in links to other pages. */
  countBlock(block: {
    characters: number;
    linkCharacters: number;
    isHeading: boolean;
    isProse: boolean;
  }): void {
    const region = this.current;
    if (!region) return;
    const { characters, linkCharacters, isHeading, isProse } = block;
    region.characters += characters;
    region.linkCharacters += linkCharacters;
    if (isProse) {
      region.prose += characters - linkCharacters;
      this.#before.prose += characters - linkCharacters;
    }
    if (isHeading) region.hasHeading = true;
    this.#before.isHeading = isHeading;
  }
}
