import type { Span } from './span.ts';

/** A capital so many times as large as the text may be the first letter of a paragraph, beside its first lines. */
const largeSize = 1.8;
/** Labels beside text, which are not part of its first word, keep more distance than this share of the text's size. */
const maximumGap = 0.45;
/** A page with more large letters is no page of prose. */
const maximumCapitals = 40;

/** Puts the large first letters of paragraphs into the first of the lines that they stand beside. `size` is that of the text. */
export function withDropCaps(spans: readonly Span[], size: number): readonly Span[] {
  const capitals = spans.filter(
    (span) => span.size > largeSize * size && /^[“‘"«„]?\p{Lu}$/u.test(span.text),
  );
  if (capitals.length === 0 || capitals.length > maximumCapitals) return spans;
  const moved = new Map<Span, Span>();
  for (const capital of capitals) {
    const first = lineBeside(capital, spans, size);
    if (first)
      moved.set(capital, {
        ...capital,
        baseline: first.baseline,
        size: first.size,
        top: first.top,
        bottom: first.bottom,
        font: first.font,
        x1: Math.min(capital.x1, first.x0),
      });
  }
  return moved.size === 0 ? spans : spans.map((span) => moved.get(span) ?? span);
}

/** The beginning of the first of at least two lines that begin right beside a capital, when it begins with a letter. */
function lineBeside(capital: Span, spans: readonly Span[], size: number): Span | null {
  const beside = spans
    .filter(
      (span) =>
        span.size <= 1.3 * size &&
        Math.abs(span.x0 - capital.x1) < maximumGap * size &&
        span.baseline > capital.baseline - capital.size &&
        span.baseline < capital.baseline + 0.3 * size,
    )
    .sort((one, other) => one.baseline - other.baseline);
  const [first] = beside;
  const last = beside.at(-1);
  if (!first || !last || last.baseline - first.baseline < 0.8 * size) return null;
  const isLevel = first.baseline - capital.baseline + 0.7 * capital.size < 1.3 * size;
  return isLevel && /^\p{L}/u.test(first.text) ? first : null;
}
