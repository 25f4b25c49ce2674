import type { MappedTensor } from '../btlm/mapping.ts';
import type { ScalarType } from '../checkpoint/tensor.ts';
import { halfPatterns, type Scalars } from './scalars.ts';

/** What a block of rows is made from. */
export interface RowSource {
  readonly type: ScalarType;
  /** For a transposed tensor all of it, else rows from `firstRow` on. */
  readonly numbers: Scalars;
  /** The source row with which `numbers` begins. */
  readonly firstRow: number;
}

/** Side of the square tiles of a transposition: source and target lines of one tile stay in the first-level cache. */
const tile = 32;

/**
 * Fills `target` with rows `from` to `to` of a mapped tensor as float32: widened, transposed, padded with zeros, multiplied.
 * Rows do not depend on each other, so any split of a tensor into blocks gives the same numbers.
 */
export function fillRows(
  tensor: MappedTensor,
  source: RowSource,
  from: number,
  to: number,
  target: Float32Array,
): void {
  const patterns = new Uint32Array(target.buffer, target.byteOffset, (to - from) * tensor.columns);
  if (tensor.rows * tensor.columns !== tensor.sourceRows * tensor.sourceColumns) patterns.fill(0);
  if (tensor.transposed) transpose(tensor, source, from, to, patterns);
  else copyRows(tensor, source, from, to, patterns);
  if (tensor.factor === 1) return;
  const factor = Math.fround(tensor.factor);
  const count = (to - from) * tensor.columns;
  for (let index = 0; index < count; index++) target[index]! *= factor;
}

function copyRows(
  tensor: MappedTensor,
  { type, numbers, firstRow }: RowSource,
  from: number,
  to: number,
  patterns: Uint32Array,
): void {
  const { columns, sourceColumns } = tensor;
  const last = Math.min(to, tensor.sourceRows);
  for (let row = from; row < last; row++) {
    const start = (row - firstRow) * sourceColumns;
    const line = numbers.subarray(start, start + sourceColumns);
    const at = (row - from) * columns;
    if (type === 'F32') patterns.set(line, at);
    else if (type === 'BF16') for (let i = 0; i < sourceColumns; i++) patterns[at + i] = line[i]! << 16;
    else {
      const half = halfPatterns();
      for (let i = 0; i < sourceColumns; i++) patterns[at + i] = half[line[i]!]!;
    }
  }
}

/** Source `[in, out]`: row `r` of the result is column `r` of the source. */
function transpose(
  tensor: MappedTensor,
  { type, numbers }: RowSource,
  from: number,
  to: number,
  patterns: Uint32Array,
): void {
  const { columns, sourceRows, sourceColumns } = tensor;
  const last = Math.min(to, sourceColumns);
  const half = type === 'F16' ? halfPatterns() : null;
  const shift = type === 'BF16' ? 16 : 0;
  for (let columnTile = 0; columnTile < sourceRows; columnTile += tile) {
    const columnEnd = Math.min(columnTile + tile, sourceRows);
    for (let rowTile = from; rowTile < last; rowTile += tile) {
      const rowEnd = Math.min(rowTile + tile, last);
      for (let row = rowTile; row < rowEnd; row++) {
        const at = (row - from) * columns;
        let read = columnTile * sourceColumns + row;
        if (half) {
          for (let column = columnTile; column < columnEnd; column++, read += sourceColumns)
            patterns[at + column] = half[numbers[read]!]!;
        } else {
          for (let column = columnTile; column < columnEnd; column++, read += sourceColumns)
            patterns[at + column] = numbers[read]! << shift;
        }
      }
    }
  }
}
