import { loadPdfLibrary, type PDFPageProxy } from './library.ts';

/** A straight line along an axis of the page, in points from its top left. */
export interface Rule {
  readonly isVertical: boolean;
  /** Its x when it is vertical, else its y. */
  readonly at: number;
  readonly from: number;
  readonly to: number;
}

/** What a page draws besides text. */
export interface Drawing {
  /** Area covered by images, in square points; they may overlap. */
  readonly imageArea: number;
  /** Number of paths, each of any number of lines and curves. */
  readonly paths: number;
  readonly rules: readonly Rule[];
}

type Matrix = readonly [number, number, number, number, number, number];

const maximumRules = 6_000;
/** Lines thinner than this, drawn as filled rectangles, are one rule and not two. */
const thickness = 2.5;
const minimumLength = 5;
/** Numbers that a path's operations are coded with, and how many coordinates follow each. */
const pathOperation = { moveTo: 0, lineTo: 1, curveTo: 2, quadraticCurveTo: 3, closePath: 4 } as const;
const coordinates = [2, 2, 6, 4, 0] as const;

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

/** Adds the straight lines of a path, transformed to the page. */
function addRules(rules: Rule[], path: Float32Array, matrix: Matrix): void {
  const [a, b, c, d, e, f] = matrix;
  const toPage = (x: number, y: number): [number, number] => [a * x + c * y + e, b * x + d * y + f];
  let start: [number, number] = [0, 0];
  let current: [number, number] = [0, 0];
  const line = (to: [number, number]): void => {
    const width = Math.abs(to[0] - current[0]);
    const height = Math.abs(to[1] - current[1]);
    if (width < 1 && height >= minimumLength)
      rules.push({
        isVertical: true,
        at: to[0],
        from: Math.min(to[1], current[1]),
        to: Math.max(to[1], current[1]),
      });
    else if (height < 1 && width >= minimumLength)
      rules.push({
        isVertical: false,
        at: to[1],
        from: Math.min(to[0], current[0]),
        to: Math.max(to[0], current[0]),
      });
    current = to;
  };
  for (let index = 0; index < path.length && rules.length < maximumRules; ) {
    const operation = path[index]!;
    const count = coordinates[operation as 0 | 1 | 2 | 3 | 4];
    if (count === undefined) return;
    if (operation === pathOperation.closePath) line(start);
    else {
      const to = toPage(path[index + count - 1]!, path[index + count]!);
      if (operation === pathOperation.lineTo) line(to);
      else current = to;
      if (operation === pathOperation.moveTo) start = to;
    }
    index += 1 + count;
  }
}

/** Lines that are drawn more than once, or as both edges of a thin rectangle, once. */
function withoutDoubles(rules: readonly Rule[]): Rule[] {
  const kept: Rule[] = [];
  for (const rule of [...rules].sort((a, b) => Number(a.isVertical) - Number(b.isVertical) || a.at - b.at)) {
    let isDouble = false;
    for (let index = kept.length - 1; index >= 0; index--) {
      const other = kept[index]!;
      if (other.isVertical !== rule.isVertical || rule.at - other.at > thickness) break;
      if (Math.abs(other.from - rule.from) < thickness && Math.abs(other.to - rule.to) < thickness)
        isDouble = true;
    }
    if (!isDouble) kept.push(rule);
  }
  return kept;
}

/**
 * Reads what a page draws besides text. Images are not decoded: `openPdf` has them left out of the list of drawing
 * operations, where each leaves behind the transform that would have placed it, with nothing drawn after it.
 */
export async function drawingOf(page: PDFPageProxy): Promise<Drawing> {
  const { OPS } = (await loadPdfLibrary()).pdfjs;
  const { fnArray, argsArray } = await page.getOperatorList();
  const base = page.getViewport({ scale: 1 }).transform as unknown as Matrix;
  const stack: Matrix[] = [];
  const rules: Rule[] = [];
  let matrix = base;
  let hasDrawn = true;
  let imageArea = 0;
  let paths = 0;
  const close = (): void => {
    if (!hasDrawn) imageArea += Math.abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]);
    hasDrawn = true;
    matrix = stack.pop() ?? base;
  };
  for (const [index, operation] of fnArray.entries()) {
    switch (operation) {
      case OPS.save:
        stack.push(matrix);
        break;
      case OPS.restore:
      case OPS.paintFormXObjectEnd:
        close();
        break;
      case OPS.transform:
        matrix = product(matrix, argsArray[index] as Matrix);
        hasDrawn = false;
        break;
      case OPS.paintFormXObjectBegin: {
        stack.push(matrix);
        const [form] = argsArray[index] as [Matrix | null];
        if (form) matrix = product(matrix, form);
        break;
      }
      case OPS.constructPath: {
        const [paint, [path]] = argsArray[index] as [number, [Float32Array | null]];
        paths += 1;
        hasDrawn = true;
        if (path && paint !== OPS.endPath) addRules(rules, path, matrix);
        break;
      }
      case OPS.showText:
      case OPS.paintImageXObject:
      case OPS.paintInlineImageXObject:
      case OPS.paintImageMaskXObject:
      case OPS.shadingFill:
        hasDrawn = true;
        break;
      default:
    }
  }
  if (!hasDrawn) close();
  return { imageArea, paths, rules: withoutDoubles(rules) };
}
