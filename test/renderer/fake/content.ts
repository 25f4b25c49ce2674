import { recordOf, surveyPassages, writtenAnswer } from './answers.ts';
import type { FakeConversations } from './conversations.ts';
import { longText, unreadable } from './documents.ts';
import type { FakeLibrary } from './library.ts';
import type { FakeModels } from './models.ts';

/** What somebody has who uses the program: documents of every state, a model, and conversations, one of them answered twice. */
export function fillWithContent(
  library: FakeLibrary,
  models: FakeModels,
  conversations: FakeConversations,
): void {
  const { survey } = library;
  const diary = longText(400_000);
  for (const document of [
    survey,
    diary,
    unreadable('Contract (signed).pdf', {
      status: 'needs-password',
      error: 'This PDF is locked. Write its password to read it.',
    }),
    unreadable('holiday.pdf', {
      status: 'failed',
      error: '“holiday.pdf” is not a PDF: it begins like a JPEG picture. Rename it, or export it as a PDF.',
    }),
  ])
    library.documents.set(document.detail.id, document);
  survey.detail = {
    ...survey.detail,
    emptyPages: 0,
    doubtfulPages: 1,
    notes: [
      {
        level: 'warning',
        text: 'One page is a picture without text. Its words cannot be found.',
        pages: [4],
      },
      {
        level: 'info',
        text: 'The line “Survey report” stands on every page and was left out as a header.',
      },
    ],
  };
  survey.pages[3] = { ...survey.pages[3]!, kind: 'suspicious' };
  models.install('BTLM-3B-8K chat', true);
  const titles = [
    'Fish passes at the northern sluices',
    'Reed cutting plan, winter 2026',
    'Minutes of the board',
  ];
  for (const title of titles) conversations.create(title, []);
  const shown = conversations.create('How did the bitterns fare?', [survey.detail.id]);
  const question = conversations.put(
    shown.id,
    null,
    'user',
    'How did the number of booming males change, and why?',
  );
  const first = conversations.put(shown.id, question.id, 'assistant', 'They became more.');
  Object.assign(first, { status: 'stopped', answer: null });
  const answer = conversations.put(shown.id, question.id, 'assistant', writtenAnswer);
  Object.assign(answer, {
    status: 'done',
    answer: recordOf('model', 'passages', surveyPassages(survey)),
  });
  for (const message of [first, answer]) message.siblings = [first.id, answer.id];
  conversations.showBranch(shown.id, answer.id);
}
