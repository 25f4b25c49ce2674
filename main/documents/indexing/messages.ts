import type { ReportNote } from '../../../preload/contract/index.ts';
import type { FinishOutcome } from '../../store/readings.ts';
import type { PackedVector } from '../../store/vectors.ts';
import type { ParsedHead, ParsedPart } from '../parser/interface.ts';

/** The vector of a chunk, to be stored. */
export interface ChunkVector {
  chunkId: number;
  vector: PackedVector;
}

/** What the thread is started with. */
export interface IndexerData {
  /** The database. */
  file: string;
  /** The memory of main's `WriteTurn`. */
  turn: SharedArrayBuffer;
}

/**
 * What main and the indexer thread say to each other. Both are Bittern's own code in one process, so the types are
 * enough; what came from a parser was checked on its way into main.
 */
export type ToIndexer =
  | { kind: 'begin'; job: number; documentId: string; head: ParsedHead }
  | { kind: 'part'; job: number; part: ParsedPart }
  | { kind: 'finish'; job: number; notes: ReportNote[]; milliseconds: number }
  /** The reading is given up: what is written of it becomes garbage. */
  | { kind: 'abandon'; job: number }
  /** Vectors of chunks, by a model in `vector_model`. */
  | { kind: 'vectors'; job: number; modelId: number; rows: readonly ChunkVector[] }
  /** Look for garbage: documents were removed, or the program has just started. */
  | { kind: 'purge' }
  | { kind: 'close' };

export type FromIndexer =
  /** A part, or some vectors, are in the database; the next may come. */
  | { kind: 'written'; job: number }
  | { kind: 'finished'; job: number; outcome: FinishOutcome }
  | { kind: 'failed'; job: number; message: string; details: string }
  /** No garbage is left. */
  | { kind: 'clean' }
  | { kind: 'closed' };
