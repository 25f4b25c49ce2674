/** Fields (17.16): an instruction, such as "the number of this page", and what came of it when it was followed last. */
export class Fields {
  /** Those that are open: true while what is read is the instruction, not its result. */
  readonly #open: boolean[] = [];

  /** True where what is read is for the program that wrote it. */
  get isInstruction(): boolean {
    return this.#open.includes(true);
  }

  /** @param type of a `w:fldChar`: `begin`, `separate`, `end` */
  mark(type: string | undefined): void {
    if (type === 'begin') this.#open.push(true);
    else if (type === 'separate' && this.#open.length > 0) this.#open[this.#open.length - 1] = false;
    else if (type === 'end') this.#open.pop();
  }
}
