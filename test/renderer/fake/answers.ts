import type {
  AnswerMode,
  AnswerRecord,
  Citation,
  LedgerEntry,
  Passage,
  Unsupported,
} from '../../../preload/contract/index.ts';
import { defaultSampling } from '../../../preload/contract/index.ts';
import type { FakeDocument } from './documents.ts';

/** The answer that the fake model always gives about the survey. */
export const writtenAnswer = [
  'The number of booming males **rose from 11 in 2019 to 34 in 2024**, the highest since recording began.',
  ' Most of the increase came from Harle Fen, where 210 hectares of reed were restored.',
  '\n\nIt was not a steady rise:\n\n- after the dry spring of 2022, numbers fell from 27 to 22;',
  '\n- they recovered when winter water stood at least 30 centimetres over the reed base;',
  '\n- the wardens counted 52 territories in total.',
  '\n\n| Year | Booming males |\n| --- | ---: |\n| 2019 | 11 |\n| 2022 | 22 |\n| 2024 | 34 |',
  '\n\nFood explained more than reed age did: where fish biomass exceeded 90 kg per hectare, territories were smaller.',
].join('');

/** A passage around a stretch of a document, with one sentence marked. */
export function passageAround(document: FakeDocument, sentence: string, score: number): Passage {
  const at = document.text.indexOf(sentence);
  const block = document.blocks.find(({ start, end }) => start <= at && end >= at + 1)!;
  const page = document.pages.find(({ end }) => end > block.start)?.number ?? 1;
  return {
    documentId: document.detail.id,
    file: document.detail.fileName,
    title: document.detail.title,
    headings: [
      'The Eurasian bittern in managed reedbeds',
      page === 2 ? '1. Population' : '2. Water and food',
    ],
    page,
    lastPage: page,
    start: block.start,
    end: block.end,
    text: document.text.slice(block.start, block.end),
    tokens: Math.ceil((block.end - block.start) / 4),
    score,
    highlight: { start: at, end: at + sentence.length },
  };
}

/** The passages for every question. */
export function surveyPassages(survey: FakeDocument): Passage[] {
  return [
    passageAround(survey, 'By 2024 the number had risen to 34, the highest since recording began.', 0.0312),
    passageAround(survey, 'After the dry spring of 2022 numbers fell from 27 to 22', 0.0289),
    passageAround(
      survey,
      'Fish biomass explained more of the difference between sites than reed age did.',
      0.0164,
    ),
    passageAround(survey, 'Of 19 nests found, 13 fledged at least one young bird', 0.0101),
  ];
}

const cite = (after: string, number: number, passages: readonly Passage[]): Citation => {
  const end = writtenAnswer.indexOf(after) + after.length;
  const { highlight } = passages[number - 1]!;
  return {
    start: Math.max(0, end - 40),
    end,
    number,
    sourceStart: highlight!.start,
    sourceEnd: highlight!.end,
  };
};

/** The record of the written answer, or of one made of passages alone. */
export function recordOf(by: AnswerRecord['by'], mode: AnswerMode, passages: Passage[]): AnswerRecord {
  const model = by === 'model';
  const at = writtenAnswer.indexOf('52');
  const unsupported: Unsupported[] = model ? [{ start: at, end: at + 2, kind: 'number' }] : [];
  return {
    by,
    modelName: model ? 'BTLM-3B-8K chat' : null,
    modelHash: model ? 'b'.repeat(64) : null,
    mode,
    seed: model ? 41_207_113 : null,
    sampling: model ? defaultSampling : null,
    contextTokens: model ? 8192 : null,
    promptTokens: model ? 1893 : null,
    reusedTokens: model ? 640 : null,
    answerTokens: model ? 172 : null,
    firstTokenMs: model ? 11_840 : null,
    tokensPerSecond: model ? 14.3 : null,
    endedBy: model ? 'stop' : null,
    ledger: model ? ledgerOf(passages) : [],
    passages,
    alsoLookedFor: [],
    citations: model
      ? [
          cite('since recording began.', 1, passages),
          cite('were restored.', 1, passages),
          cite('from 27 to 22;', 2, passages),
          cite('over the reed base;', 2, passages),
          cite('territories were smaller.', 3, passages),
        ]
      : [],
    unsupported,
  };
}

/** What a model is given for every question. */
export function ledgerOf(passages: readonly Passage[]): LedgerEntry[] {
  const blank = {
    included: true,
    reason: null,
    score: null,
    documentId: null,
    start: null,
    end: null,
    page: null,
  };
  return [
    { ...blank, part: 'system', label: 'Instructions', tokens: 96 },
    ...passages.map(
      (passage, index): LedgerEntry => ({
        ...blank,
        part: 'passage',
        label: `${passage.file}, page ${passage.page}`,
        tokens: passage.tokens,
        score: passage.score,
        documentId: passage.documentId,
        start: passage.start,
        end: passage.end,
        page: passage.page,
        included: index < 3,
        reason: index < 3 ? null : 'The budget for passages was full.',
      }),
    ),
    { ...blank, part: 'history', label: '2 earlier turns', tokens: 640 },
    { ...blank, part: 'question', label: 'Question', tokens: 12 },
    { ...blank, part: 'reserve', label: 'Room for the answer', tokens: 768 },
  ];
}
