/** Elements that begin and end a paragraph. */
export const blockElements: ReadonlySet<string> = new Set(
  (
    'address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure footer ' +
    'form h1 h2 h3 h4 h5 h6 header hgroup hr legend li main menu nav ol optgroup option p pre search section summary table ' +
    'tbody td tfoot th thead tr ul'
  ).split(' '),
);

/** Elements that are read alike, each group after its first. */
const alike = ['h1 h2 h3 h4 h5 h6', 'pre listing xmp', 'caption figcaption', 'ul ol menu dir dl', 'td th'];
const firstOfGroup = new Map(
  alike.map((group) => group.split(' ')).flatMap((group) => group.map((name) => [name, group[0]!] as const)),
);

/** The element that one is read like; itself for most. */
export function readLike(name: string): string {
  return firstOfGroup.get(name) ?? name;
}

/** Elements whose contents are no text of the page: programs, pictures, controls, and what is shown in place of them. */
const skippedElements: ReadonlySet<string> = new Set(
  (
    'script style template noscript svg canvas iframe object embed applet audio video map button select textarea datalist input ' +
    'rt rp annotation annotation-xml noframes meter progress'
  ).split(' '),
);

/** Containers whose role on the page is judged as a whole. */
export const regionElements: ReadonlySet<string> = new Set(
  (
    'article aside blockquote body center details dir div dl fieldset figure footer form header main menu nav ol search section ' +
    'table ul'
  ).split(' '),
);

/** Classes for what screens do not show, or show only beside a heading: marks to link or edit it. */
const unseenClass =
  /(?:^|\s)(?:sr-only|visually-hidden|visuallyhidden|screen-reader-text|screen-reader-only|skip-?(?:link|nav|to-content)|headerlink|mw-editsection|mw-jump-link|noprint)(?:\s|$)/i;

/** True for an element that a reader of the page does not see. Controls can be `spared`: buttons are part of some headings. */
export function isUnseen(
  name: string,
  attributes: Readonly<Record<string, string>>,
  spared: string | null = null,
): boolean {
  if (skippedElements.has(name) && name !== spared) return true;
  if (attributes.hidden !== undefined && attributes.hidden !== 'until-found') return true;
  const { style } = attributes;
  if (style && /(?:display\s*:\s*none|visibility\s*:\s*hidden)/i.test(style)) return true;
  if (name === 'dialog' && attributes.open === undefined) return true;
  // Whole pages are marked so while a dialog is open, and saved like that; single words are marked because they repeat.
  if (attributes['aria-hidden'] === 'true' && !blockElements.has(name)) return true;
  return attributes.class !== undefined && unseenClass.test(attributes.class);
}
