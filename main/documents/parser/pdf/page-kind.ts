import type { PageKind } from '../../../../preload/contract/document.ts';
import type { Drawing } from './drawing.ts';

/** Pages with fewer characters than this are looked at for pictures. */
export const fewCharacters = 40;
/** A picture that covers this share of a page without text is taken for a scan of it. */
const scanShare = 0.3;
/** So many lines and curves on a page without text are letters drawn as shapes, or a drawing. */
const manyShapes = 400;

/** What a page without (much) text shows instead. */
export function kindOfTextlessPage(drawing: Drawing, pageArea: number, characters: number): PageKind {
  const isPicture =
    drawing.imageArea >= scanShare * pageArea || (characters === 0 && drawing.paths >= manyShapes);
  if (isPicture) return 'scanned';
  return characters === 0 ? 'empty' : 'text';
}

const strange = /[\p{Co}\p{Cn}\p{Cc}\uFFFD]/u;

/**
 * Whether the text of a page decodes to nonsense, as when its fonts do not say which characters their glyphs are, or when
 * text recognition ran over a picture: unassigned characters, or words that no script writes.
 */
export function isSuspicious(page: string): boolean {
  // The dots between a title and its page number say nothing about the text.
  const text = page.replace(/(?:[.…]\s*){3,}/g, ' ');
  const characters = text.replace(/\s/g, '');
  if (characters.length < fewCharacters) return false;
  let odd = 0;
  for (const character of characters) if (strange.test(character)) odd += 1;
  if (odd > 0.1 * characters.length) return true;
  const tokens = text.split(/\s+/).filter((token) => token !== '');
  const whole = tokens.filter((token) =>
    /^[\p{P}\p{S}]*(?:\p{L}[\p{L}\p{M}'’-]+|\p{N}[\p{N}.,:/-]*|[aioyàéвикоcsуя\u2E80-\uD7A3])[\p{P}\p{S}]*$/iu.test(
      token,
    ),
  ).length;
  const letters = (characters.match(/[\p{L}\p{N}]/gu) ?? []).length;
  return tokens.length >= 20 && whole < 0.3 * tokens.length && letters < 0.6 * characters.length;
}
