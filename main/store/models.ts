import type { InstalledModel } from '../../preload/contract/index.ts';
import type { Store } from './index.ts';

/** An installed model as stored: the contract's fields, and what only main needs to know. */
export interface StoredModel extends InstalledModel {
  catalogueId: string | null;
  /** The folder of the original checkpoint, when it is kept in Bittern's own folder. */
  originalPath: string | null;
}

interface ModelRow {
  id: string;
  name: string;
  kind: InstalledModel['kind'];
  path: string;
  bytes: number;
  recipe: string;
  hash: string;
  context_tokens: number;
  parameters: number;
  is_default: number;
  owned: number;
  catalogue_id: string | null;
  original_path: string | null;
  original_bytes: number;
  problem: string | null;
  origin: string | null;
  added_at: number;
}

/** Rows of `model`. */
export interface ModelTable {
  get(id: string): StoredModel | undefined;
  byPath(path: string): StoredModel | undefined;
  /** Oldest first. */
  all(): StoredModel[];
  put(model: StoredModel): void;
  remove(id: string): void;
  /** Makes this the default and no other; null: none. Call inside a transaction. */
  setDefault(id: string | null): void;
}

function fromRow(row: ModelRow): StoredModel {
  return {
    id: row.id,
    name: row.name,
    kind: row.kind,
    path: row.path,
    bytes: row.bytes,
    recipe: row.recipe,
    hash: row.hash,
    contextTokens: row.context_tokens,
    parameters: row.parameters,
    isDefault: row.is_default === 1,
    owned: row.owned === 1,
    catalogueId: row.catalogue_id,
    originalPath: row.original_path,
    originalBytes: row.original_bytes,
    problem: row.problem,
    origin: row.origin,
    addedAt: row.added_at,
  };
}

/** The table `model` of an open store. */
export function modelTable({ db }: Store): ModelTable {
  const one = db.prepare<[string], ModelRow>('SELECT * FROM model WHERE id = ?');
  const atPath = db.prepare<[string], ModelRow>('SELECT * FROM model WHERE path = ?');
  const all = db.prepare<[], ModelRow>('SELECT * FROM model ORDER BY added_at, id');
  // `is_default` is set by setDefault alone, so that the unique index never sees two.
  const upsert = db.prepare(`
    INSERT INTO model (id, name, kind, path, bytes, recipe, hash, context_tokens, parameters, owned, catalogue_id,
      original_path, original_bytes, problem, origin, added_at)
    VALUES (@id, @name, @kind, @path, @bytes, @recipe, @hash, @contextTokens, @parameters, @owned, @catalogueId,
      @originalPath, @originalBytes, @problem, @origin, @addedAt)
    ON CONFLICT (id) DO UPDATE SET name = excluded.name, kind = excluded.kind, path = excluded.path,
      bytes = excluded.bytes, recipe = excluded.recipe, hash = excluded.hash, context_tokens = excluded.context_tokens,
      parameters = excluded.parameters, owned = excluded.owned, catalogue_id = excluded.catalogue_id,
      original_path = excluded.original_path, original_bytes = excluded.original_bytes, problem = excluded.problem,
      origin = excluded.origin`);
  const remove = db.prepare<[string]>('DELETE FROM model WHERE id = ?');
  const clearDefault = db.prepare<[]>('UPDATE model SET is_default = 0 WHERE is_default = 1');
  const makeDefault = db.prepare<[string]>('UPDATE model SET is_default = 1 WHERE id = ?');
  const optional = (row: ModelRow | undefined) => row && fromRow(row);
  return {
    get: (id) => optional(one.get(id)),
    byPath: (path) => optional(atPath.get(path)),
    all: () => all.all().map(fromRow),
    put: ({ isDefault: _, ...model }) => void upsert.run({ ...model, owned: model.owned ? 1 : 0 }),
    remove: (id) => void remove.run(id),
    setDefault: (id) => {
      clearDefault.run();
      if (id !== null) makeDefault.run(id);
    },
  };
}
