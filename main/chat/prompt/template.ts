import type { Passage } from '../../../preload/contract/index.ts';

/** How a conversation is written down for a model. Text pieces are joined as they are; each brings its own line breaks. */
export interface Template {
  /** Changes whenever the pieces do: evaluated prefixes of another version are not reused. */
  readonly version: string;
  /** Texts that end the model's turn. */
  readonly stop: readonly string[];
  /** The beginning: what the model is, and a person's own instructions. */
  preamble(systemPrompt: string | null): string;
  /** A whole document. */
  document(file: string, text: string): string;
  /** A turn that is over. */
  pastTurn(question: string, answer: string): string;
  /** The turn to answer, with the passages found for it; the model writes on from its end. */
  question(text: string, passages: readonly Passage[]): string;
  /** Asks for notes on one part of a document, as a sweep does. */
  part(question: string, file: string, text: string): string;
}

const instructions =
  'You are Bittern, a careful assistant that answers questions about documents. Answer from the documents and passages you are given, ' +
  'briefly and exactly. If they do not hold the answer, say that they do not.';

/** "report.pdf, page 3" or "notes.md"; what a passage is called in the prompt. */
function place(passage: Passage): string {
  const pages =
    passage.lastPage > passage.page ? `pages ${passage.page}–${passage.lastPage}` : `page ${passage.page}`;
  const headings = passage.headings.length > 0 ? `, ${passage.headings.join(' › ')}` : '';
  return `${passage.file}, ${pages}${headings}`;
}

function numbered(passages: readonly Passage[]): string {
  return passages
    .map((passage, index) => `[${index + 1}] ${place(passage)}\n${quiet(passage.text)}`)
    .join('\n\n');
}

/** A document must not be able to speak as one of the two sides: a line that begins like a turn loses its empty line. */
function quiet(text: string): string {
  return text.replace(/\n\s*\n(?=\s*(?:Human|Assistant|Question|Answer)\s*:)/g, '\n');
}

/**
 * The form that BTLM-3B-8K-chat was tuned on (Anthropic HH-RLHF dialogues): turns that begin with an empty line
 * and a speaker.
 */
export const chatTemplate: Template = {
  version: 'chat-1',
  stop: ['\n\nHuman:', '\nHuman:', '\n\nAssistant:'],
  preamble: (systemPrompt) => systemPrompt?.trim() || instructions,
  document: (file, text) => `\n\nDocument "${file}":\n\n${quiet(text)}\n\nEnd of "${file}".`,
  pastTurn: (question, answer) => `\n\nHuman: ${quiet(question)}\n\nAssistant: ${quiet(answer)}`,
  question: (text, passages) =>
    passages.length > 0
      ? `\n\nHuman: These passages may help:\n\n${numbered(passages)}\n\nUsing the passages, answer this question: ${quiet(text)}\n\nAssistant:`
      : `\n\nHuman: ${quiet(text)}\n\nAssistant:`,
  part: (question, file, text) =>
    `\n\nHuman: This is a part of "${file}":\n\n${quiet(text)}\n\n` +
    `From this part alone, note what matters for this request, as short lines. If nothing matters, write "Nothing."\nRequest: ${quiet(question)}\n\nAssistant:`,
};

/**
 * The base model has never seen a dialogue form; two worked examples show it what to write, and where to end.
 */
export const baseTemplate: Template = {
  version: 'base-1',
  stop: ['\n\nQuestion:', '\nQuestion:', '\n\nPassages:', '\n\n\n'],
  preamble: (systemPrompt) =>
    `${systemPrompt?.trim() || 'Questions about documents, each answered briefly and exactly from the text.'}

Passages:

[1] harbour.txt, page 1
The lighthouse at Cape Ness was lit for the first time in March 1871. Its lamp burned rapeseed oil until 1902.

Question: When was the lighthouse first lit?
Answer: It was first lit in March 1871.

Passages:

[1] minutes.txt, page 4
The committee approved the budget for the new roof. Nobody raised the matter of parking.

Question: How many parking spaces were approved?
Answer: The text does not say; parking was not raised.`,
  document: (file, text) => `\n\nDocument "${file}":\n\n${quiet(text)}\n\nEnd of "${file}".`,
  pastTurn: (question, answer) => `\n\nQuestion: ${quiet(question)}\nAnswer: ${quiet(answer)}`,
  question: (text, passages) =>
    `${passages.length > 0 ? `\n\nPassages:\n\n${numbered(passages)}` : ''}\n\nQuestion: ${quiet(text)}\nAnswer:`,
  part: (question, file, text) =>
    `\n\nPassages:\n\n[1] ${file}\n${quiet(text)}\n\nQuestion: What do these passages say that matters for this request: ${quiet(question)}\nAnswer:`,
};

/** The template for a kind of model. */
export function templateFor(kind: 'chat' | 'base' | 'embedding'): Template {
  return kind === 'base' ? baseTemplate : chatTemplate;
}
