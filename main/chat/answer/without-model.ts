import type { AnswerRecord, Citation, DocumentSummary, Passage } from '../../../preload/contract/index.ts';
import type { Documents } from '../../documents/index.ts';

/** How many passages answer a question when there is no model to write one. */
const shown = 5;
/** How many of their best sentences make the text of the answer. */
const quoted = 3;

export interface PassagesAnswer {
  text: string;
  record: AnswerRecord;
}

/**
 * Answers from the documents themselves: the best passages, and the sentence of each that answers best.
 * Works without any model; it is what the window shows in its first minute.
 */
export async function answerWithPassages(
  documents: Documents,
  question: string,
  attached: readonly DocumentSummary[],
  earlier: readonly string[],
  signal: AbortSignal,
): Promise<PassagesAnswer> {
  const ready = attached.filter((document) => document.status === 'ready');
  const { passages, alsoLookedFor } = await documents.retrieval.search(
    {
      query: question,
      ...(ready.length > 0 ? { documentIds: ready.map((document) => document.id) } : {}),
      context: earlier,
      limit: shown,
    },
    signal,
  );
  let text = '';
  const citations: Citation[] = [];
  for (const [index, passage] of passages.slice(0, quoted).entries()) {
    const quote = bestSentence(passage);
    if (!quote) continue;
    const start = text.length === 0 ? 0 : text.length + 2;
    text += `${text.length === 0 ? '' : '\n\n'}${quote.text}`;
    citations.push({
      start,
      end: text.length,
      number: index + 1,
      sourceStart: quote.start,
      sourceEnd: quote.end,
    });
  }
  if (passages.length === 0) text = nothingFound(attached, ready);
  return { text, record: passagesRecord(passages, alsoLookedFor, citations) };
}

function bestSentence(passage: Passage): { text: string; start: number; end: number } | null {
  if (!passage.highlight) return null;
  const { start, end } = passage.highlight;
  return {
    text: passage.text
      .slice(start - passage.start, end - passage.start)
      .replace(/\s+/g, ' ')
      .trim(),
    start,
    end,
  };
}

function nothingFound(attached: readonly DocumentSummary[], ready: readonly DocumentSummary[]): string {
  if (ready.length > 0) return 'None of these words stands in the attached documents. Try other words.';
  if (attached.length > 0)
    return 'The attached documents could not be read, so there is nothing to search. Their chips say why.';
  return 'There is nothing to search for this yet. Drop a document on the window and ask again.';
}

function passagesRecord(passages: Passage[], alsoLookedFor: string[], citations: Citation[]): AnswerRecord {
  return {
    by: 'passages',
    modelName: null,
    modelHash: null,
    mode: 'passages',
    seed: null,
    sampling: null,
    contextTokens: null,
    promptTokens: null,
    reusedTokens: null,
    answerTokens: null,
    firstTokenMs: null,
    tokensPerSecond: null,
    endedBy: null,
    ledger: [],
    passages,
    alsoLookedFor,
    citations,
    unsupported: [],
  };
}
