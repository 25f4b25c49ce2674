/**
 * Formulas of Office (OMML) and of the web (MathML) as one line of text: fractions with a slash, powers with `^`,
 * indices with `_`, roots with `√`. What a formula says is kept, how it looks is not.
 */
export class FormulaText {
  readonly #open: { name: string; parts: string[]; begin?: string; end?: string; symbol?: string }[] = [];

  /** True while within a formula. */
  get isOpen(): boolean {
    return this.#open.length > 0;
  }

  /** An element opens; `name` without prefix, `value` its `m:val` attribute. */
  open(name: string, value?: string): void {
    const holder = this.#open.at(-2);
    const properties = this.#open.at(-1);
    if (value !== undefined && holder && properties) {
      if (name === 'begChr') holder.begin = value;
      if (name === 'endChr') holder.end = value;
      if (name === 'chr') holder.symbol = value;
    }
    this.#open.push({ name, parts: [] });
  }

  text(text: string): void {
    this.#open.at(-1)?.parts.push(text);
  }

  /** An element closes; gives the formula's text when it was the outermost. */
  close(): string | null {
    const element = this.#open.pop();
    if (!element) return null;
    const text = compose(element.name, element.parts, element);
    const parent = this.#open.at(-1);
    if (!parent) return text;
    parent.parts.push(text);
    return null;
  }
}

/** Several signs need brackets to stay together; one needs none. */
function group(text: string | undefined): string {
  const inner = text ?? '';
  return /^[\p{L}\p{N}]+$/u.test(inner) ? inner : `(${inner})`;
}

function compose(
  name: string,
  parts: string[],
  marks: { begin?: string; end?: string; symbol?: string },
): string {
  const [first = '', second = '', third = ''] = parts.filter((part) => part !== '');
  switch (name) {
    case 'f':
    case 'mfrac':
      return `${group(first)}/${group(second)}`;
    case 'sSup':
    case 'msup':
      return `${first}^${group(second)}`;
    case 'sSub':
    case 'msub':
      return `${first}_${group(second)}`;
    case 'sSubSup':
    case 'msubsup':
      return `${first}_${group(second)}^${group(third)}`;
    case 'rad':
    case 'msqrt':
      return second === '' ? `√${group(parts.join(''))}` : `${group(first)}√${group(second)}`;
    case 'mroot':
      return `${group(second)}√${group(first)}`;
    case 'nary':
      return `${marks.symbol ?? '∫'}${parts.length === 3 ? `_${group(first)}^${group(second)} ${third}` : parts.join('')}`;
    case 'd':
      return `${marks.begin ?? '('}${parts.filter((part) => part !== '').join(', ')}${marks.end ?? ')'}`;
    case 'mr':
    case 'mtr':
      return `${parts.join(' ')}; `;
    case 'func':
      return `${first} ${second}`.trim();
    default:
      return parts.join('');
  }
}
