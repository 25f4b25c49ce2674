import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { BitternError } from '../../../preload/contract/index.ts';

const file = z.object({
  name: z.string().optional(),
  documents: z.array(z.object({ id: z.string(), text: z.string() })).min(1),
  questions: z
    .array(
      z.object({
        doc_id: z.string(),
        question: z.string(),
        spans: z.array(z.object({ start: z.number().int(), end: z.number().int() })),
      }),
    )
    .min(1),
});

/** A question with the places that answer it. */
export interface AnsweredQuestion {
  question: string;
  /** Position of its document in the set. */
  document: number;
  /** Stretches of the document's text, UTF-16 offsets; finding one of them whole is a hit. */
  spans: readonly { start: number; end: number }[];
}

/** Documents, and questions whose answers stand in them at known places. */
export interface QuestionSet {
  name: string;
  documents: readonly { id: string; text: string }[];
  questions: readonly AnsweredQuestion[];
}

/**
 * Reads a question set as docs/retrieval.md describes it. Its offsets count Unicode code points, as most such sets do; texts come
 * back with composed characters, as Bittern keeps them, and offsets follow. Throws `bad-input` with a sentence.
 */
export function readQuestionSet(path: string): QuestionSet {
  const wrong = (what: string, cause?: unknown): BitternError =>
    new BitternError('bad-input', `${path} is no question set: ${what} See docs/retrieval.md.`, { cause });
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw wrong('it cannot be read as JSON.', cause);
  }
  const checked = file.safeParse(value);
  if (!checked.success) {
    const [issue] = checked.error.issues;
    throw wrong(`${issue?.path.join('.') || 'it'}: ${issue?.message}.`, checked.error);
  }
  const { documents, questions, name } = checked.data;
  const positions = new Map(documents.map(({ id }, index) => [id, index]));
  const offsets = documents.map(({ text }) => unitOffsets(text));
  return {
    name: name ?? path,
    documents: documents.map(({ id, text }) => ({ id, text: text.normalize('NFC') })),
    questions: questions.map(({ doc_id: id, question, spans }) => {
      const document = positions.get(id);
      if (document === undefined) throw wrong(`a question is about ${id}, which is not there.`);
      const { text } = documents[document]!;
      const isComposed = text.normalize('NFC') === text;
      const at = (codePoint: number): number => {
        const offset = offsets[document]![codePoint] ?? text.length;
        return isComposed ? offset : text.slice(0, offset).normalize('NFC').length;
      };
      return {
        question,
        document,
        spans: spans.map(({ start, end }) => ({ start: at(start), end: at(end) })),
      };
    }),
  };
}

/** By code point, its UTF-16 offset. */
function unitOffsets(text: string): number[] {
  const offsets: number[] = [];
  let offset = 0;
  for (const character of text) {
    offsets.push(offset);
    offset += character.length;
  }
  return offsets;
}
