import { scalarBytes } from '../checkpoint/tensor.ts';
import type { PlannedTensor } from './plan.ts';

/** A part of a tensor that is read in one go, and the blocks of rows that are made from it. */
export interface Load {
  readonly tensor: PlannedTensor;
  /** From the start of the source file. */
  readonly offset: number;
  readonly bytes: number;
  readonly firstRow: number;
  /** Row ranges of the result, the end excluded. */
  readonly blocks: readonly { readonly from: number; readonly to: number }[];
  readonly isLast: boolean;
}

/** Numbers in a block: 4 MiB as float32, large against the cost of a message, small against the memory of a thread. */
const blockNumbers = 1 << 20;

/** A table of rows is read in strips of at most this many bytes. */
const stripBytes = 40 * 1024 * 1024;

function blocksBetween(from: number, to: number, rowsPerBlock: number): { from: number; to: number }[] {
  const blocks = [];
  for (let row = from; row < to; row += rowsPerBlock)
    blocks.push({ from: row, to: Math.min(row + rowsPerBlock, to) });
  return blocks;
}

/**
 * Cuts a tensor into loads. A transposed tensor is one load, because every row of the result needs every row of the source;
 * the largest of BTLM-3B is 39 MB in bfloat16. Other tensors are read in strips of rows.
 */
export function loadsOf(tensor: PlannedTensor): Load[] {
  const { mapped, stored } = tensor;
  const rowsPerBlock = Math.max(1, Math.floor(blockNumbers / mapped.columns));
  if (mapped.transposed) {
    const blocks = blocksBetween(0, mapped.rows, rowsPerBlock);
    return [{ tensor, offset: stored.offset, bytes: stored.bytes, firstRow: 0, blocks, isLast: true }];
  }
  const rowBytes = mapped.sourceColumns * scalarBytes[stored.type];
  const rowsPerStrip = rowsPerBlock * Math.max(1, Math.floor(stripBytes / rowBytes / rowsPerBlock));
  const strips = blocksBetween(0, mapped.rows, rowsPerStrip);
  return strips.map((strip, index) => ({
    tensor,
    offset: stored.offset + strip.from * rowBytes,
    bytes: (strip.to - strip.from) * rowBytes,
    firstRow: strip.from,
    blocks: blocksBetween(strip.from, strip.to, rowsPerBlock),
    isLast: index === strips.length - 1,
  }));
}

/** The largest load of a plan, in bytes: what a buffer must hold. */
export function largestLoad(loads: readonly Load[]): number {
  return loads.reduce((largest, load) => Math.max(largest, load.bytes), 0);
}
