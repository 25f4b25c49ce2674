import type { WordFinder } from '../language/words.ts';
import { type AspectQuestion, isOwnVoice, speaksOf } from './aspect.ts';
import { inverseFrequency, isNamedBy, type WeighedTerm } from './candidates.ts';
import { couldAnswer } from './expected-answer.ts';
import type { Query } from './query.ts';
import type { Region, RegionUnit } from './region.ts';
import type { ScopeDocument } from './scope.ts';
import type { WordIndex } from './word-index.ts';

/**
 * What speaks for a unit being the answer, as numbers that are weighed and added (`weights.ts`). "Weight" of a word is its
 * inverse document frequency over all chunks.
 */
export const evidenceNames = [
  /** Weight of the question's words in the unit itself. */
  'inUnit',
  /** Weight of those whose nearest occurrence is one unit away; a new paragraph counts as one more. */
  'oneAway',
  'twoAway',
  'fewAway',
  'manyAway',
  /** Weight of those that are in the document at all. */
  'inDocument',
  /** BM25 of the document, its length and frequencies counted in chunks. */
  'documentScore',
  /** BM25 of the chunk. */
  'chunkScore',
  /** Weight of those that stand in the unit in the very form of the question. */
  'sameForm',
  /** Weight of those in the unit, by how rare they are within the document. */
  'rareHere',
  /** Weight of those in the headings above, or in the header of the table. */
  'inHeading',
  /** Weight of those in the document's title or file name. */
  'inTitle',
  /** Weight of held-together words and quotations that stand in the unit as they are. */
  'phrase',
  /** 1 when the question asks for such a thing, and the unit has one. */
  'share',
  'duration',
  'number',
  'date',
  'person',
  'place',
  'reason',
  /** 1 when the question asks what something is, and the unit says it. */
  'definition',
  /** 1 when it does not for certain, but has that as its subject. */
  'subject',
  /** For questions about the document itself, 1 when the unit speaks in the way of what is asked for; */
  'aspect',
  /** and for those without any other subject: when it speaks for the authors, */
  'ownVoice',
  /** or stands at the beginning or at the end of the document. */
  'opening',
  'closing',
  /** Logarithm of the unit's length in tokens. */
  'length',
  /** 1 at the beginning of the document, where abstracts and introductions are. */
  'early',
] as const;
export type EvidenceName = (typeof evidenceNames)[number];
export const evidenceCount = evidenceNames.length;

const at = Object.fromEntries(evidenceNames.map((name, index) => [name, index])) as Record<
  EvidenceName,
  number
>;

/** BM25's usual constants. */
const saturation = 1.2;
const lengthNorm = 0.75;
/** The average chunk. */
const chunkTokens = 200;
const earlyCharacters = 1500;
/** The parts of a document that are its beginning and its end. */
const opening = 0.12;
const closing = 0.12;
const few = 5;
const many = 12;
const far = 99;

/** What is the same for all regions of one search. */
export interface SearchStatistics {
  query: Query;
  terms: readonly WeighedTerm[];
  termByStem: ReadonlyMap<string, number>;
  /** Finds the terms, and the words of phrases, in texts. */
  finder: WordFinder;
  /** Average number of chunks of a document. */
  documentChunks: number;
  index: WordIndex;
}

/** The document's part of the evidence, computed once a document. */
export interface DocumentEvidence {
  document: ScopeDocument;
  inDocument: number;
  documentScore: number;
  inTitle: number;
  /** A term's weight by how few chunks of this document have it. */
  localIdf: Float64Array;
}

export function documentEvidence(document: ScopeDocument, statistics: SearchStatistics): DocumentEvidence {
  const { terms, index, documentChunks } = statistics;
  const evidence = {
    document,
    inDocument: 0,
    documentScore: 0,
    inTitle: 0,
    localIdf: new Float64Array(terms.length),
  };
  const norm = saturation * (1 - lengthNorm + (lengthNorm * document.chunks) / documentChunks);
  for (const [position, term] of terms.entries()) {
    const frequency = index.chunksOfReadingWith(term.match, document.readingId).length;
    evidence.localIdf[position] = term.weight * inverseFrequency(frequency, document.chunks);
    if (isNamedBy(document, term)) evidence.inTitle += term.idf;
    if (frequency === 0) continue;
    evidence.inDocument += term.idf;
    evidence.documentScore += (term.idf * frequency * (saturation + 1)) / (frequency + norm);
  }
  return evidence;
}

/** Where the question's words are in a region: for each unit and term how often, and whether in the same form. */
interface Occurrences {
  counts: Uint8Array;
  sameForm: Uint8Array;
  /** Stems of each unit in order, empty for words of no phrase; only kept when phrases are looked for. */
  stems: string[][];
}

function occurrencesIn(region: Region, { terms, termByStem, finder, query }: SearchStatistics): Occurrences {
  const counts = new Uint8Array(region.units.length * terms.length);
  const sameForm = new Uint8Array(counts.length);
  const stems: string[][] = [];
  const keepStems = query.phrases.length > 0;
  for (const [position, unit] of region.units.entries()) {
    const row = position * terms.length;
    const own: string[] = [];
    finder.each(unit.text, (word) => {
      if (keepStems) own.push(word?.stem ?? '');
      if (!word) return;
      const term = termByStem.get(word.stem);
      if (term === undefined) return;
      if (counts[row + term]! < 255) counts[row + term]! += 1;
      if (terms[term]!.plain === word.plain) sameForm[row + term] = 1;
    });
    if (keepStems) stems.push(own);
  }
  return { counts, sameForm, stems };
}

/** The evidence for every unit of a region, `evidenceCount` numbers each. */
export function gatherEvidence(
  region: Region,
  statistics: SearchStatistics,
  ofDocument: DocumentEvidence,
): Float64Array {
  const { terms, query } = statistics;
  const { units, chunks } = region;
  const evidence = new Float64Array(units.length * evidenceCount);
  const { counts, sameForm, stems } = occurrencesIn(region, statistics);
  const steps = stepsBetween(region);
  const distances = new Uint8Array(units.length);
  const chunkCounts = new Float64Array(chunks.length);
  const chunkScores = new Float64Array(chunks.length);
  const width = terms.length;

  for (const [position, term] of terms.entries()) {
    chunkCounts.fill(0);
    for (let unit = 0; unit < units.length; unit += 1) {
      const count = counts[unit * width + position]!;
      distances[unit] = count > 0 ? 0 : far;
      chunkCounts[units[unit]!.chunk]! += count;
    }
    spread(distances, steps);
    for (const [chunk, count] of chunkCounts.entries()) {
      if (count === 0) continue;
      const norm = saturation * (1 - lengthNorm + (lengthNorm * chunks[chunk]!.tokens) / chunkTokens);
      chunkScores[chunk]! += (term.idf * count * (saturation + 1)) / (count + norm);
    }
    for (let unit = 0; unit < units.length; unit += 1) {
      const row = unit * evidenceCount;
      const distance = distances[unit]!;
      if (distance === 0) {
        evidence[row + at.inUnit]! += term.idf;
        evidence[row + at.rareHere]! += ofDocument.localIdf[position]!;
        if (sameForm[unit * width + position]) evidence[row + at.sameForm]! += term.idf;
      } else if (distance === 1) evidence[row + at.oneAway]! += term.idf;
      else if (distance === 2) evidence[row + at.twoAway]! += term.idf;
      else if (distance <= few) evidence[row + at.fewAway]! += term.idf;
      else if (distance <= many) evidence[row + at.manyAway]! += term.idf;
    }
  }

  const headings = chunks.map((chunk) => headingWeight(chunk.heading, statistics));
  for (const [position, unit] of units.entries()) {
    const row = position * evidenceCount;
    evidence[row + at.inDocument] = ofDocument.inDocument;
    evidence[row + at.documentScore] = ofDocument.documentScore;
    evidence[row + at.inTitle] = ofDocument.inTitle;
    evidence[row + at.chunkScore] = chunkScores[unit.chunk]!;
    evidence[row + at.inHeading] = headings[unit.chunk]!;
    evidence[row + at.length] = Math.log(unit.tokens + 1);
    evidence[row + at.early] = unit.start < earlyCharacters ? 1 : 0;
    if (query.expects && couldAnswer(query.expects, unit.text)) evidence[row + at[query.expects]] = 1;
    if (query.definition && evidence[row + at.inUnit]! > 0) {
      const definition = query.definition(unit.text);
      if (definition) evidence[row + (definition === 'clear' ? at.definition : at.subject)] = 1;
    }
    if (query.aspect) addAspect(evidence, row, query.aspect, unit, ofDocument.document);
    for (const phrase of query.phrases)
      if (hasSequence(stems[position]!, phrase.stems))
        evidence[row + at.phrase]! += phraseWeight(phrase.stems, statistics);
  }
  return evidence;
}

function addAspect(
  evidence: Float64Array,
  row: number,
  aspect: AspectQuestion,
  unit: RegionUnit,
  { characters }: ScopeDocument,
): void {
  if (speaksOf(aspect, unit.text)) evidence[row + at.aspect] = 1;
  if (!aspect.isOnlyThat) return;
  if (isOwnVoice(unit.text)) evidence[row + at.ownVoice] = 1;
  if (unit.start < Math.max(earlyCharacters, opening * characters)) evidence[row + at.opening] = 1;
  if (unit.end > (1 - closing) * characters) evidence[row + at.closing] = 1;
}

/** How far each unit is from the one before: a new paragraph is a step more. */
function stepsBetween({ units }: Region): Uint8Array {
  const steps = new Uint8Array(units.length);
  for (const [position, { startsBlock }] of units.entries()) steps[position] = startsBlock ? 2 : 1;
  steps[0] = far;
  return steps;
}

/** Turns zeros at occurrences into the distance to the nearest one, in both directions. */
function spread(distances: Uint8Array, steps: Uint8Array): void {
  for (let unit = 1; unit < distances.length; unit += 1) {
    const distance = distances[unit - 1]! + steps[unit]!;
    if (distance < distances[unit]!) distances[unit] = distance;
  }
  for (let unit = distances.length - 2; unit >= 0; unit -= 1) {
    const distance = distances[unit + 1]! + steps[unit + 1]!;
    if (distance < distances[unit]!) distances[unit] = distance;
  }
}

function headingWeight(heading: string, { terms, termByStem, finder }: SearchStatistics): number {
  if (heading === '') return 0;
  const found = new Set<number>();
  finder.each(heading, (word) => {
    const term = word ? termByStem.get(word.stem) : undefined;
    if (term !== undefined) found.add(term);
  });
  let weight = 0;
  for (const term of found) weight += terms[term]!.idf;
  return weight;
}

function hasSequence(words: readonly string[], sequence: readonly string[]): boolean {
  for (let start = words.indexOf(sequence[0]!); start >= 0; start = words.indexOf(sequence[0]!, start + 1))
    if (sequence.every((stem, offset) => words[start + offset] === stem)) return true;
  return false;
}

/** A phrase counts as much as its words once more: having them in a row is that much rarer. */
function phraseWeight(stems: readonly string[], { terms, termByStem }: SearchStatistics): number {
  let weight = 0;
  for (const stem of new Set(stems)) {
    const term = termByStem.get(stem);
    if (term !== undefined) weight += terms[term]!.idf;
  }
  return weight;
}
