import { isUnseen } from './elements.ts';

type Attributes = Readonly<Record<string, string>>;

const maximumPanels = 10_000;

/**
 * Parts of a page that a heading or a tab before them opens. They are read though they are closed: they were a click away
 * when the page was saved.
 */
export class Panels {
  readonly #ids = new Set<string>();

  /** Headings that unfold what is below them, and tabs, name the panels that they open; so do menus, which are neither. */
  note(attributes: Attributes, isInHeading: boolean): void {
    const opened = attributes['aria-controls'];
    const isOpener = isInHeading || attributes.role === 'tab';
    if (opened && isOpener && this.#ids.size < maximumPanels) this.#ids.add(opened);
  }

  /** True for an element that a reader of the page does not see, and cannot open either. */
  isUnseen(name: string, attributes: Attributes, isInHeading: boolean): boolean {
    if (attributes.id === undefined || !this.#ids.has(attributes.id))
      return isUnseen(name, attributes, isInHeading ? 'button' : null);
    const { hidden: _, style: __, ...shown } = attributes;
    return isUnseen(name, shown);
  }
}
