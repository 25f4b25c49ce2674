import type { PDFDocumentProxy } from './library.ts';
import type { Span } from './span.ts';

/** What someone filled into a form field, and where the field stands, in PDF space: left, bottom, right, top. */
export interface FilledField {
  readonly text: string;
  readonly rect: readonly [number, number, number, number];
}

/** The library's description of a field, as far as it is used here. */
interface FieldObject {
  readonly type?: unknown;
  readonly value?: unknown;
  readonly hidden?: unknown;
  readonly password?: unknown;
  readonly page?: unknown;
  readonly rect?: unknown;
  readonly exportValues?: unknown;
}

/** What a field shows, or an empty string when it is empty or shows nothing. */
function shownText(field: FieldObject): string {
  if (field.hidden === true || field.password === true) return '';
  if (field.type === 'checkbox' || field.type === 'radiobutton') {
    const isOn =
      typeof field.value === 'string' && field.value !== 'Off' && field.value === field.exportValues;
    return isOn ? '[x]' : '';
  }
  if (field.type !== 'text' && field.type !== 'combobox' && field.type !== 'listbox') return '';
  const values = Array.isArray(field.value) ? field.value : [field.value];
  return values
    .filter((value) => typeof value === 'string')
    .join(', ')
    .trim();
}

/**
 * What was filled into the fields of a PDF form, by page number: the pages themselves hold only the empty form. Empty for
 * documents without forms, and for forms that cannot be read, whose pages can be.
 */
export async function filledFields(document: PDFDocumentProxy): Promise<ReadonlyMap<number, FilledField[]>> {
  const byPage = new Map<number, FilledField[]>();
  const fields = (await document.getFieldObjects().catch(() => null)) as
    | Map<string, FieldObject[]>
    | Record<string, FieldObject[]>
    | null;
  if (!fields) return byPage;
  for (const field of (fields instanceof Map ? [...fields.values()] : Object.values(fields)).flat()) {
    const text = shownText(field);
    const { page, rect } = field;
    const isPlaced =
      Array.isArray(rect) && rect.length === 4 && rect.every((value) => Number.isFinite(value));
    if (text === '' || typeof page !== 'number' || !isPlaced) continue;
    const list = byPage.get(page + 1) ?? [];
    list.push({ text, rect: rect as unknown as FilledField['rect'] });
    byPage.set(page + 1, list);
  }
  return byPage;
}

/** The name under which spans of filled fields go, so that they are not taken for the page's own font. */
const fieldFont = 'form field';

/** Fields as text of the page, a span for each line. `viewport` maps PDF space to the page's points. */
export function fieldSpans(
  fields: readonly FilledField[],
  viewport: readonly number[],
  firstOrder: number,
): Span[] {
  const [a, b, c, d, e, f] = viewport as [number, number, number, number, number, number];
  return fields.flatMap((field) => {
    const [x0, y0, x1, y1] = field.rect;
    const xs = [a * x0 + c * y0 + e, a * x1 + c * y1 + e];
    const ys = [b * x0 + d * y0 + f, b * x1 + d * y1 + f];
    const [left, right] = [Math.min(...xs), Math.max(...xs)];
    const [top, bottom] = [Math.min(...ys), Math.max(...ys)];
    const lines = field.text.split(/\r\n?|\n/).filter((line) => line.trim() !== '');
    const height = (bottom - top) / Math.max(1, lines.length);
    const size = Math.max(4, Math.min(11, 0.8 * height));
    return lines.map((line, index): Span => {
      const baseline = top + height * (index + 0.5) + 0.3 * size;
      return {
        text: line,
        x0: left,
        x1: Math.min(right, left + line.length * 0.5 * size),
        top: baseline - 0.8 * size,
        bottom: baseline + 0.2 * size,
        baseline,
        size,
        font: fieldFont,
        isMonospace: false,
        isRightToLeft: false,
        order: firstOrder + index,
        hasSpaceBefore: true,
      };
    });
  });
}
