import { describe, expect, it } from 'vitest';
import { asksAboutWhole } from '../../main/chat/intent.ts';

describe('a question about the whole document', () => {
  it.each([
    'Summarise this.',
    'Can you give me a summary of the contract?',
    'tl;dr',
    'What is this document about?',
    'What are the main findings?',
    'List all the people who are mentioned',
    'List the risks',
    'find every date',
    'How many companies are named in the report?',
    'how many rows are in this table',
    'Fasse das Dokument zusammen',
    '总结一下',
  ])('is recognised: %s', (question) => expect(asksAboutWhole(question)).toBe(true));

  it.each([
    'How many students does Harvard have?',
    'How many yards did Newton throw for?',
    'When was the treaty signed?',
    'What is the main library called?',
    'Who wrote the book that all critics praised?',
    'What does the warranty cover in case of water damage?',
    'Where is the list kept?',
    'How many people were in the crowd in 1920?',
  ])('is not seen in a question about one place: %s', (question) =>
    expect(asksAboutWhole(question)).toBe(false),
  );
});
