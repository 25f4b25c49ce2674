import { describe, expect, it } from 'vitest';
import { findUnsupported } from '../../../main/chat/grounding/unsupported.ts';

const source =
  'The treaty was signed on 5 June 1999 in Zürich by Dr. Anna Keller. It covers 1,234.50 hectares, about 40% of the valley. ' +
  'In the 1880s the Harbour Commission of Port Ellen had 12 members.';

const marked = (answer: string, sources = [source]) =>
  findUnsupported(answer, sources).map(({ start, end, kind }) => `${kind}: ${answer.slice(start, end)}`);

describe('what an answer may say', () => {
  it.each([
    'It was signed on June 5, 1999.',
    'It was signed on 1999-06-05 by Anna Keller.',
    'It was signed in June 1999 in Zurich.',
    'It covers 1234.5 hectares, or 40 percent.',
    'The Commission had 12 members in the 1880s.',
    "Keller's treaty was signed on the 5th of June 1999.",
    'However, Port Ellen is not mentioned again.',
    '1. Zürich\n2. Port Ellen\n3) Keller [7]',
  ])('stands in the source: %s', (answer) => expect(marked(answer)).toEqual([]));

  it.each([
    ['It was signed on 6 June 1999.', ['date: 6 June 1999']],
    ['It was signed in June 1998.', ['date: June 1998']],
    ['It covers 1235 hectares.', ['number: 1235']],
    ['The commission had 13 members and met in Geneva.', ['number: 13', 'name: Geneva']],
    ['Anna Schmidt signed it.', ['name: Anna Schmidt']],
    ['In the 1890s it ended.', ['number: 1890']],
  ])('is marked when it does not: %s', (answer, expected) => expect(marked(answer)).toEqual(expected));

  it('includes what the person wrote', () => {
    expect(marked('Geneva is not mentioned.', [source, 'What about Geneva?'])).toEqual([]);
  });
});
