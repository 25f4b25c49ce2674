/**
 * Names in the order in which their turn comes: urgent ones before the others, among both those that came first. Every
 * step takes the same time however long the line is, since a folder may bring a hundred thousand files.
 */
export class WaitingLine {
  readonly #urgent = new Set<string>();
  readonly #others = new Set<string>();

  get size(): number {
    return this.#urgent.size + this.#others.size;
  }

  has(id: string): boolean {
    return this.#urgent.has(id) || this.#others.has(id);
  }

  /** Puts a name at the end of its line. One that waits already keeps its place, unless it becomes urgent. */
  add(id: string, options: { urgent: boolean }): void {
    if (!options.urgent) {
      if (!this.#urgent.has(id)) this.#others.add(id);
      return;
    }
    this.#others.delete(id);
    this.#urgent.add(id);
  }

  /** Takes the next name out of the line; undefined when nobody waits. */
  take(): string | undefined {
    for (const line of [this.#urgent, this.#others])
      for (const id of line) {
        line.delete(id);
        return id;
      }
    return undefined;
  }

  /** Takes a name out of the line wherever it stands. False when it was not there. */
  remove(id: string): boolean {
    return this.#urgent.delete(id) || this.#others.delete(id);
  }

  clear(): void {
    this.#urgent.clear();
    this.#others.clear();
  }
}
