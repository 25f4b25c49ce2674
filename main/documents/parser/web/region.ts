/** A container of a page, with how much text stands in it and how much of that leads elsewhere. */
export interface Region {
  readonly name: string;
  readonly parent: Region | null;
  /** Its ARIA role. */
  readonly role: string;
  /** Its id and classes. */
  readonly label: string;
  /** Characters of text in it and in the regions within it. */
  characters: number;
  /** Of those, characters in links to other pages. */
  linkCharacters: number;
  links: number;
  /** Characters in paragraphs, headings and code, as opposed to loose text and lists. */
  prose: number;
  hasHeading: boolean;
  /** Characters of prose on the page before the region begins, and whether the last block before it is a heading. */
  readonly proseBefore: number;
  readonly followsHeading: boolean;
}

export function newRegion(
  name: string,
  attributes: Readonly<Record<string, string>>,
  parent: Region | null,
  before: { prose: number; isHeading: boolean },
): Region {
  return {
    name,
    parent,
    role: (attributes.role ?? '').trim().toLowerCase(),
    label: `${attributes.id ?? ''} ${attributes.class ?? ''}`.trim().slice(0, 500),
    characters: 0,
    linkCharacters: 0,
    links: 0,
    prose: 0,
    hasHeading: false,
    proseBefore: before.prose,
    followsHeading: before.isHeading,
  };
}

/** True when the test holds for a region or for one that it stands in. */
export function isWithin(region: Region | null, test: (region: Region) => boolean): boolean {
  for (let each = region; each; each = each.parent) if (test(each)) return true;
  return false;
}
