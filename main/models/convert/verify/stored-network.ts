import { readSync } from 'node:fs';
import { type GgmlType, storedBytes } from '../gguf/types.ts';
import { loadQuantizer } from '../quantize/library.ts';
import type { Plan, PlannedTensor } from '../quantize/plan.ts';
import type { Network } from './network.ts';
import { timesRowsByInput, timesRowsByOutput } from './products.ts';

/** Reads rows of a tensor out of the file under way, as the numbers that its stored form stands for. */
function storedRows(descriptor: number, { mapped, type, place }: PlannedTensor) {
  return (first: number, count: number): Float32Array => {
    const bytes = Buffer.allocUnsafe(storedBytes(type, count * mapped.columns));
    const at = place.offset + storedBytes(type, first * mapped.columns);
    if (readSync(descriptor, bytes, 0, bytes.length, at) < bytes.length)
      throw new Error(`${mapped.name} is not in the file.`);
    return readBack(type, bytes, count * mapped.columns);
  };
}

function readBack(type: GgmlType, bytes: Buffer, count: number): Float32Array {
  const numbers = new Float32Array(count);
  loadQuantizer().dequantize(type, bytes, numbers, count);
  return numbers;
}

/**
 * The converted file as a network, by the checkpoint's names: for every tensor of the checkpoint, the numbers that the plan says
 * were made from it, with the factor taken out again. Computed with the checkpoint's meaning of the names, it gives what the
 * runtime gives only if the plan put every tensor to where llama.cpp looks for that meaning.
 */
export function storedNetwork(plan: Plan, descriptor: number): Network {
  const { config } = plan.checkpoint;
  const madeFrom = (source: string, kind?: string): PlannedTensor => {
    const made = plan.tensors.find(
      ({ mapped }) => mapped.source === source && (!kind || mapped.kind === kind),
    );
    if (!made) throw new Error(`Nothing in the plan is made from ${source}.`);
    return made;
  };
  const vector = (name: string): Float64Array => {
    const tensor = madeFrom(name);
    const values = storedRows(descriptor, tensor)(0, 1).subarray(0, tensor.mapped.sourceColumns);
    return Float64Array.from(values, (value) => value / tensor.mapped.factor);
  };
  const embedding = madeFrom('transformer.wte.weight', 'token_embd');
  const output = plan.tensors.find(({ mapped }) => mapped.kind === 'output')!;
  return {
    config,
    embedding: (token) =>
      Float64Array.from(
        storedRows(descriptor, embedding)(token, 1),
        (value) => value / embedding.mapped.factor,
      ),
    vector,
    linear: async (name, inputs) => {
      const tensor = madeFrom(`${name}.weight`);
      const { mapped } = tensor;
      const multiply = mapped.transposed ? timesRowsByOutput : timesRowsByInput;
      const products = await multiply(storedRows(descriptor, tensor), inputs, [mapped.rows, mapped.columns]);
      const bias = vector(`${name}.bias`);
      return products.map((product) =>
        Float64Array.from(bias, (value, index) => value + product[index]! / mapped.factor),
      );
    },
    output: async (inputs) => {
      const { mapped } = output;
      const products = await timesRowsByOutput(storedRows(descriptor, output), inputs, [
        mapped.rows,
        mapped.columns,
      ]);
      return products.map((product) => product.map((value) => value / mapped.factor));
    },
  };
}
