import type { PDFDocumentProxy } from './library.ts';
import { lineOf } from './line-text.ts';
import type { Row } from './span.ts';

const maximumTitleCharacters = 300;
/** What programs write into the title when nobody gave one. */
const notATitle =
  /^(?:\(?(?:untitled|anonymous|unspecified|no title|none|null)\)?(?:[-_ .]*\d+)?|microsoft word\b.*|powerpoint presentation|slide 1|title|document\d*|.*\.(?:docx?|pptx?|xlsx?|pdf|indd|dvi|tex|qxd|cdr|ai|ps|rtf|odt|html?|txt|md))$/i;

/** The title in the document's own data, if it is one. */
export async function declaredTitle(document: PDFDocumentProxy): Promise<string | null> {
  const metadata = await document.getMetadata().catch(() => null);
  const info = metadata?.info as { Title?: unknown } | undefined;
  const title =
    typeof info?.Title === 'string' ? info.Title.normalize('NFC').replace(/\s+/g, ' ').trim() : '';
  if (title.length < 3 || notATitle.test(title) || !/\p{L}{2}/u.test(title)) return null;
  // Metadata in a wrong encoding is worse than none.
  return /[\p{Cc}\p{Co}\uFFFD]/u.test(title) ? null : title.slice(0, maximumTitleCharacters);
}

/** The largest text in the upper two thirds of the first page, when it is clearly larger than the rest. */
export function titleOnPage(rows: readonly Row[], height: number, bodySize: number): string | null {
  const upper = rows.filter((row) => row.bottom < 0.67 * height);
  const largest = Math.max(0, ...upper.map((row) => row.size));
  if (largest < 1.25 * bodySize) return null;
  const start = upper.findIndex((row) => row.size > 0.95 * largest);
  const lines: string[] = [];
  for (const row of upper.slice(start)) {
    if (row.size <= 0.95 * largest || lines.length >= 4) break;
    lines.push(lineOf(row).text.trim());
  }
  const title = lines.join(' ').replace(/\s+/g, ' ');
  return title.length >= 3 && title.length <= maximumTitleCharacters && /\p{L}{2}/u.test(title)
    ? title
    : null;
}
