import type { Checkpoint } from '../checkpoint/index.ts';
import type { NumberReader } from '../checkpoint/numbers.ts';
import type { StoredTensor } from '../checkpoint/tensor.ts';
import type { Network } from './network.ts';
import { timesRowsByInput, timesRowsByOutput } from './products.ts';

/** The checkpoint itself as a network: its numbers as they are, in their own order. */
export function checkpointNetwork(checkpoint: Checkpoint, reader: NumberReader): Network {
  const tensor = (name: string): StoredTensor => checkpoint.tensors.get(name)!;
  const rowsOf = (stored: StoredTensor) => (first: number, count: number) =>
    reader.read(stored, first * stored.shape[1]!, count * stored.shape[1]!);
  const vector = (name: string): Float64Array =>
    Float64Array.from(reader.read(tensor(name), 0, tensor(name).shape[0]!));
  const embedding = tensor('transformer.wte.weight');
  const { tied, vocabulary, width } = checkpoint.config;
  return {
    config: checkpoint.config,
    embedding: (token) => Float64Array.from(rowsOf(embedding)(token, 1)),
    vector,
    linear: async (name, inputs) => {
      const matrix = tensor(`${name}.weight`);
      const [rows, columns] = matrix.shape as [number, number];
      const bias = vector(`${name}.bias`);
      const products = await timesRowsByInput(rowsOf(matrix), inputs, [rows, columns]);
      return products.map((product) => product.map((value, index) => value + bias[index]!));
    },
    output: (inputs) =>
      timesRowsByOutput(rowsOf(tied ? embedding : tensor('lm_head.weight')), inputs, [vocabulary, width]),
  };
}
