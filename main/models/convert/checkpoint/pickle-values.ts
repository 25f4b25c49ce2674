import type { ScalarType } from './tensor.ts';

/** Names that a state dict may import. Each one stands for a value below; nothing is ever called. */
export const knownGlobals = {
  'torch._utils._rebuild_tensor_v2': { kind: 'rebuild' },
  'collections.OrderedDict': { kind: 'ordered-dict' },
  'torch.FloatStorage': { kind: 'storage-type', type: 'F32' },
  'torch.HalfStorage': { kind: 'storage-type', type: 'F16' },
  'torch.BFloat16Storage': { kind: 'storage-type', type: 'BF16' },
} as const satisfies Record<string, PickleGlobal>;

export type PickleGlobal =
  | { readonly kind: 'rebuild' }
  | { readonly kind: 'ordered-dict' }
  | { readonly kind: 'storage-type'; readonly type: ScalarType };

/** A run of numbers in the archive, by the name of its entry. */
export interface PickleStorage {
  readonly kind: 'storage';
  readonly type: ScalarType;
  readonly key: string;
  /** How many numbers it holds, as the pickle says. */
  readonly count: number;
}

/** A view of a storage; offset, shape and strides count numbers. */
export interface PickleTensor {
  readonly kind: 'tensor';
  readonly storage: PickleStorage;
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

export interface PickleDict {
  readonly kind: 'dict';
  readonly entries: Map<PickleValue, PickleValue>;
}

export interface PickleList {
  readonly kind: 'list';
  readonly items: PickleValue[];
}

export interface PickleTuple {
  readonly kind: 'tuple';
  readonly items: readonly PickleValue[];
}

export type PickleValue =
  | null
  | boolean
  | number
  | string
  | PickleGlobal
  | PickleStorage
  | PickleTensor
  | PickleDict
  | PickleList
  | PickleTuple;

/** Narrows to one of the structured values. */
export function isKind<K extends Exclude<PickleValue, null | boolean | number | string>['kind']>(
  value: PickleValue | undefined,
  kind: K,
): value is Extract<PickleValue, { kind: K }> {
  return typeof value === 'object' && value !== null && value.kind === kind;
}
