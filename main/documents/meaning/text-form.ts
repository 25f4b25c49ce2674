import type { ChunkText } from '../../store/vectors.ts';

/** How a model was trained to be given questions and passages. */
export interface TextForm {
  /** Part of what vectors are filed under: texts put otherwise give other vectors. */
  id: string;
  question: string;
  passage: string;
}

const instruction = 'Represent this sentence for searching relevant passages: ';

/** What is put before texts, as the cards of the models on the hub say, by the name of the file. */
const forms: readonly (TextForm & { name: RegExp })[] = [
  // BAAI/bge-*-en, mixedbread-ai/mxbai-embed-*, Snowflake/snowflake-arctic-embed-* but its second version
  {
    id: 'instruction',
    name: /bge-(small|base|large)-en|mxbai-embed|arctic-embed-(?!.*v2)/i,
    question: instruction,
    passage: '',
  },
  // intfloat/*e5-*
  { id: 'e5', name: /(^|[^a-z])e5-(?!mistral)/i, question: 'query: ', passage: 'passage: ' },
  // nomic-ai/nomic-embed-text-*
  { id: 'nomic', name: /nomic-embed-text/i, question: 'search_query: ', passage: 'search_document: ' },
  // google/embeddinggemma-*
  {
    id: 'gemma',
    name: /embedding-?gemma/i,
    question: 'task: search result | query: ',
    passage: 'title: none | text: ',
  },
];
const plain: TextForm = { id: 'plain', question: '', passage: '' };

/** How the model in a file wants its texts; without anything before them when it is not known. */
export function textForm(fileName: string): TextForm {
  const found = forms.find(({ name }) => name.test(fileName));
  return found ? { id: found.id, question: found.question, passage: found.passage } : plain;
}

/** A chunk as it is put to a model: below its headings, which say what it is about. */
export function passageText({ heading, text }: Pick<ChunkText, 'heading' | 'text'>, form: TextForm): string {
  // A chunk that begins with its own heading has it already.
  const [first = ''] = text.split('\n', 1);
  const above = heading.split('\n').filter((line) => line !== '' && !first.includes(line));
  return form.passage + [...above, text].join('\n');
}

/**
 * A question as it is put to a model.
 * @param earlier the questions that it leans on, newest first
 */
export function questionText(question: string, earlier: readonly string[], form: TextForm): string {
  return form.question + [...earlier.toReversed(), question].join(' ').replace(/\s+/g, ' ').trim();
}
