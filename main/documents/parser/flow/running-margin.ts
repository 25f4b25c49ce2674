/** Whether a header or footer says more than which page this is. */
export function isWorthReading(text: string): boolean {
  return /\p{L}{2}/u.test(text.replace(/\b(page|seite|of|von|de|sur|página|pagina)\b/giu, ''));
}
