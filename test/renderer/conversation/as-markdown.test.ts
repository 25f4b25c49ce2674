import { expect, it } from 'vitest';
import type { Message } from '../../../preload/contract/index.ts';
import { asMarkdown } from '../../../renderer/conversation/as-markdown.ts';

const message = (change: object) =>
  ({ role: 'assistant', text: '', answer: null, ...change }) as unknown as Message;
const passage = { file: 'survey.pdf', page: 2, lastPage: 2, text: 'By 2024 it had risen\nto 34.' };

it('a conversation becomes Markdown with its sources and their numbers', () => {
  const answer = {
    by: 'model',
    passages: [passage, { ...passage, page: 3, lastPage: 4 }],
    citations: [
      { start: 0, end: 8, number: 1 },
      { start: 0, end: 8, number: 2 },
      { start: 9, end: 17, number: 2 },
    ],
  };
  const messages = [
    message({ role: 'user', text: 'How many?' }),
    message({ text: 'It rose. It fell.', answer }),
  ];
  expect(asMarkdown({ title: 'Bitterns', messages })).toBe(
    [
      '# Bitterns',
      '## How many?',
      'It rose. [1] [2] It fell. [2]',
      'Sources:',
      '1. survey.pdf, page 2\n2. survey.pdf, pages 3–4\n',
    ].join('\n\n'),
  );
});

it('passages that are the answer are quoted', () => {
  const answer = { by: 'passages', passages: [passage], citations: [] };
  expect(asMarkdown({ title: 'Bitterns', messages: [message({ answer })] })).toContain(
    '1. survey.pdf, page 2\n\n   > By 2024 it had risen\n   > to 34.',
  );
});

it('an answer that did not come to its end says so', () => {
  const messages = [
    message({ text: ' By 2024 it', status: 'working' }),
    message({ text: 'It rose.', status: 'stopped' }),
    message({ status: 'failed', error: 'The disk is full.' }),
  ];
  expect(asMarkdown({ title: 'Bitterns', messages })).toBe(
    [
      '# Bitterns',
      'By 2024 it',
      '*This answer is still being written.*',
      'It rose.',
      '*You stopped this answer.*',
      '*The disk is full.*\n',
    ].join('\n\n'),
  );
});
