import type { Recipe } from '../../../../preload/contract/index.ts';
import { type MappedTensor, mapTensors } from '../btlm/mapping.ts';
import { btlmMetadata } from '../btlm/metadata.ts';
import { storedType } from '../btlm/recipes.ts';
import type { Checkpoint } from '../checkpoint/index.ts';
import type { StoredTensor } from '../checkpoint/tensor.ts';
import { type GgufLayout, layOutGguf, type TensorPlace, type TensorShape } from '../gguf/layout.ts';
import type { GgmlType } from '../gguf/types.ts';

/** One tensor to make: where its numbers come from, how they change, where they go. */
export interface PlannedTensor {
  readonly mapped: MappedTensor;
  readonly stored: StoredTensor;
  readonly type: GgmlType;
  readonly place: TensorPlace;
}

/** A conversion before it is begun: every byte's place in the result is known. */
export interface Plan {
  readonly checkpoint: Checkpoint;
  readonly recipe: Recipe;
  readonly name: string;
  readonly tensors: readonly PlannedTensor[];
  readonly fileBytes: number;
  /** The header with a digest of the weights, 64 hexadecimal digits; its length does not depend on the digest. */
  header(digest: string): Buffer;
}

/** Stands where the digest will be until the weights are written. */
export const noDigest = '0'.repeat(64);

/** What the file’s directory says of a tensor. */
export function shapeOf(mapped: MappedTensor, type: GgmlType): TensorShape {
  const shape = mapped.kind === 'vector' ? [mapped.columns] : [mapped.columns, mapped.rows];
  return { name: mapped.name, type, shape };
}

/** Plans the conversion of a checkpoint to a recipe. `name` is the model's name for people. */
export function planConversion(checkpoint: Checkpoint, recipe: Recipe, name: string): Plan {
  const { config, vocabulary } = checkpoint;
  const mapped = mapTensors(config);
  const shapes = mapped.map((tensor) => shapeOf(tensor, storedType(recipe, tensor)));
  const layOut = (digest: string): GgufLayout =>
    layOutGguf(btlmMetadata({ config, vocabulary, recipe, name, digest }), shapes);
  const layout = layOut(noDigest);
  const tensors = mapped.map((tensor, index) => ({
    mapped: tensor,
    stored: checkpoint.tensors.get(tensor.source)!,
    type: shapes[index]!.type,
    place: layout.places[index]!,
  }));
  return {
    checkpoint,
    recipe,
    name,
    tensors,
    fileBytes: layout.fileBytes,
    header: (digest) => layOut(digest).header,
  };
}
