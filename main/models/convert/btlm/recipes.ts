import type { Recipe } from '../../../../preload/contract/index.ts';
import { fileTypes, type GgmlType, ggmlTypes } from '../gguf/types.ts';
import type { MappedTensor } from './mapping.ts';

/** The stored type of each kind of tensor, by recipe. */
interface Storage {
  readonly matrix: GgmlType;
  readonly embedding: GgmlType;
  readonly output: GgmlType;
  /** `general.file_type`. */
  readonly fileType: number;
}

/**
 * The embedding is looked up, not multiplied with, so exactness costs no time there, only 33 MB more than 4 bits. It is worth
 * them: on random weights with outliers the divergence from F16 is 25 % larger with a 4-bit embedding, 4 % with Q5_K.
 */
const recipes: Readonly<Record<Recipe, Storage>> = {
  IQ4_NL: { matrix: 'IQ4_NL', embedding: 'Q6_K', output: 'Q6_K', fileType: fileTypes.IQ4_NL },
  Q4_K: { matrix: 'Q4_K', embedding: 'Q6_K', output: 'Q6_K', fileType: fileTypes.Q4_K },
  Q5_K: { matrix: 'Q5_K', embedding: 'Q6_K', output: 'Q6_K', fileType: fileTypes.Q5_K },
  Q8_0: { matrix: 'Q8_0', embedding: 'Q8_0', output: 'Q8_0', fileType: fileTypes.Q8_0 },
  F16: { matrix: 'F16', embedding: 'F16', output: 'F16', fileType: fileTypes.F16 },
  F32: { matrix: 'F32', embedding: 'F32', output: 'F32', fileType: fileTypes.F32 },
};

/** What stands in for a type whose blocks do not divide a row: nearest above in exactness. */
const narrower: Partial<Record<GgmlType, GgmlType>> = {
  Q4_K: 'IQ4_NL',
  Q5_K: 'Q8_0',
  Q6_K: 'Q8_0',
  IQ4_NL: 'F16',
  Q8_0: 'F16',
};

/** The type in which a recipe stores a tensor. Norms and biases stay float32: they are small and added, not multiplied. */
export function storedType(recipe: Recipe, tensor: MappedTensor): GgmlType {
  if (tensor.kind === 'vector') return 'F32';
  const storage = recipes[recipe];
  let type =
    tensor.kind === 'token_embd'
      ? storage.embedding
      : tensor.kind === 'output'
        ? storage.output
        : storage.matrix;
  while (tensor.columns % ggmlTypes[type].block !== 0) type = narrower[type] ?? 'F16';
  return type;
}

/** `general.file_type` of a recipe. */
export function recipeFileType(recipe: Recipe): number {
  return recipes[recipe].fileType;
}

/** The recipe that a file was made with, by its `general.file_type`, or null for one Bittern does not make. */
export function recipeOfFileType(fileType: number): Recipe | null {
  return (Object.keys(recipes) as Recipe[]).find((recipe) => recipes[recipe].fileType === fileType) ?? null;
}
