import type { PageKind } from '../../../../preload/contract/document.ts';
import { loadPdfLibrary, type PDFPageProxy } from './library.ts';

/** Pages with fewer characters than this are looked at for pictures. */
export const fewCharacters = 40;
/** A picture that covers this share of a page without text is taken for a scan of it. */
const scanShare = 0.3;
/** So many lines and curves on a page without text are letters drawn as shapes, or a drawing. */
const manyShapes = 400;

type Matrix = readonly [number, number, number, number, number, number];

function product(one: Matrix, two: Matrix): Matrix {
  const [a, b, c, d, e, f] = one;
  return [
    a * two[0] + c * two[1],
    b * two[0] + d * two[1],
    a * two[2] + c * two[3],
    b * two[2] + d * two[3],
    a * two[4] + c * two[5] + e,
    b * two[4] + d * two[5] + f,
  ];
}

/**
 * What a page without (much) text shows instead. Images are not decoded: `openPdf` has them left out of the list of
 * drawing operations, where each leaves behind the transform that would have placed it and nothing drawn with it.
 */
export async function kindOfTextlessPage(page: PDFPageProxy, characters: number): Promise<PageKind> {
  const { OPS } = (await loadPdfLibrary()).pdfjs;
  const { fnArray, argsArray } = await page.getOperatorList();
  const [left, bottom, right, top] = page.view as [number, number, number, number];
  const pageArea = Math.max(1, Math.abs((right - left) * (top - bottom)));
  const stack: Matrix[] = [];
  let matrix: Matrix = [1, 0, 0, 1, 0, 0];
  let hasDrawn = true;
  let imageArea = 0;
  let shapes = 0;
  const close = (): void => {
    if (!hasDrawn) imageArea += Math.abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]);
    hasDrawn = true;
  };
  fnArray.forEach((operation, index) => {
    switch (operation) {
      case OPS.save:
        stack.push(matrix);
        break;
      case OPS.restore:
        close();
        matrix = stack.pop() ?? matrix;
        break;
      case OPS.transform:
        matrix = product(matrix, argsArray[index] as Matrix);
        hasDrawn = false;
        break;
      case OPS.paintFormXObjectBegin: {
        stack.push(matrix);
        const form = (argsArray[index] as [Matrix | null])[0];
        if (form) matrix = product(matrix, form);
        break;
      }
      case OPS.paintFormXObjectEnd:
        close();
        matrix = stack.pop() ?? matrix;
        break;
      case OPS.constructPath:
        shapes += 1;
        hasDrawn = true;
        break;
      case OPS.showText:
      case OPS.paintImageXObject:
      case OPS.paintInlineImageXObject:
      case OPS.paintImageMaskXObject:
      case OPS.shadingFill:
        hasDrawn = true;
        break;
      default:
    }
  });
  close();
  if (imageArea >= scanShare * pageArea || (characters === 0 && shapes >= manyShapes)) return 'scanned';
  return characters === 0 ? 'empty' : 'text';
}

const strange = /[\p{Co}\p{Cn}\p{Cc}\uFFFD]/u;

/**
 * Whether the text of a page decodes to nonsense, as when its fonts do not say which characters their glyphs are, or when
 * text recognition ran over a picture: unassigned characters, or words that no script writes.
 */
export function isSuspicious(text: string): boolean {
  const characters = text.replace(/\s/g, '');
  if (characters.length < fewCharacters) return false;
  let odd = 0;
  for (const character of characters) if (strange.test(character)) odd += 1;
  if (odd > 0.1 * characters.length) return true;
  const tokens = text.split(/\s+/).filter((token) => token !== '');
  const whole = tokens.filter((token) =>
    /^[\p{P}\p{S}]*(?:\p{L}[\p{L}\p{M}'’-]+|\p{N}[\p{N}.,:/-]*|[aioyàéвикоcsуя])[\p{P}\p{S}]*$/iu.test(token),
  ).length;
  const letters = (characters.match(/[\p{L}\p{N}]/gu) ?? []).length;
  return tokens.length >= 20 && whole < 0.3 * tokens.length && letters < 0.6 * characters.length;
}
