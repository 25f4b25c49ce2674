import { setImmediate } from 'node:timers/promises';

/** Rows of a matrix as float32, one after the other. */
export type RowReader = (first: number, count: number) => Float32Array;

/** Rows read at a time: a few megabytes, and a few milliseconds between two chances for others to run. */
const rowsAtOnce = 128;

/** `y = x · M` for a matrix whose rows belong to the inputs (`[in, out]`). */
export async function timesRowsByInput(
  read: RowReader,
  inputs: readonly Float64Array[],
  [rows, columns]: readonly [number, number],
): Promise<Float64Array[]> {
  const results = inputs.map(() => new Float64Array(columns));
  for (let first = 0; first < rows; first += rowsAtOnce) {
    const count = Math.min(rowsAtOnce, rows - first);
    const block = read(first, count);
    for (const [index, input] of inputs.entries()) {
      const result = results[index]!;
      for (let row = 0; row < count; row++) {
        const factor = input[first + row]!;
        const at = row * columns;
        for (let column = 0; column < columns; column++) result[column]! += factor * block[at + column]!;
      }
    }
    await setImmediate();
  }
  return results;
}

/** `y = M · x` for a matrix whose rows belong to the outputs (`[out, in]`). Inputs may be shorter than its rows. */
export async function timesRowsByOutput(
  read: RowReader,
  inputs: readonly Float64Array[],
  [rows, columns]: readonly [number, number],
): Promise<Float64Array[]> {
  const results = inputs.map(() => new Float64Array(rows));
  for (let first = 0; first < rows; first += rowsAtOnce) {
    const count = Math.min(rowsAtOnce, rows - first);
    const block = read(first, count);
    for (const [index, input] of inputs.entries()) {
      for (let row = 0; row < count; row++) {
        const at = row * columns;
        let dot = 0;
        for (let column = 0; column < input.length; column++) dot += input[column]! * block[at + column]!;
        results[index]![first + row] = dot;
      }
    }
    await setImmediate();
  }
  return results;
}
