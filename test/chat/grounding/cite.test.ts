import { expect, it } from 'vitest';
import { cite } from '../../../main/chat/grounding/cite.ts';
import { sentencesOf } from '../../../main/chat/grounding/sentences.ts';
import type { Passage } from '../../../preload/contract/index.ts';

const text =
  'Bitterns live in reed beds. The male booms at dusk, and the sound carries for five kilometres. ' +
  'They eat eels, frogs and insects. In winter some move south to milder coasts.';
const other =
  'Reed is cut in February. The harvest pays for the wardens. Eels were once sold at the market in Ely.';

function passage(content: string, start: number): Passage {
  return {
    documentId: 'doc_0000000000',
    file: 'a.txt',
    title: 'a',
    headings: [],
    page: 1,
    lastPage: 1,
    start,
    end: start + content.length,
    text: content,
    tokens: 1,
    score: 1,
    highlight: null,
  };
}
const passages = [passage(text, 1000), passage(other, 5000)];
const source = (start: number, end: number) =>
  start >= 5000 ? other.slice(start - 5000, end - 5000) : text.slice(start - 1000, end - 1000);

it('gives each sentence the passage that says it, at its place', () => {
  const answer =
    'The male booms at dusk and can be heard five kilometres away. Reed is harvested in February, which pays for wardens.';
  const citations = cite(answer, passages);
  expect(citations.map((citation) => citation.number)).toEqual([1, 2]);
  expect(answer.slice(citations[0]!.start, citations[0]!.end)).toMatch(/^The male.*away\.$/);
  expect(source(citations[0]!.sourceStart, citations[0]!.sourceEnd)).toContain('carries for five kilometres');
  expect(source(citations[1]!.sourceStart, citations[1]!.sourceEnd)).toContain('Reed is cut in February');
});

it('cites nothing for what the passages do not say, or for sentences that say nothing', () => {
  expect(cite('Penguins breed in Antarctica during the long night. I hope this helps!', passages)).toEqual(
    [],
  );
  expect(cite('Bitterns boom.', [])).toEqual([]);
});

it('never cites a number that was not given', () => {
  for (const { number } of cite(`${text} ${other}`, passages)) expect([1, 2]).toContain(number);
});

it('cuts sentences with exact offsets, list items apart', () => {
  const answer = '  First one. Second one?\n- item three\n\nFourth!';
  const spans = sentencesOf(answer);
  for (const { start, end, text: sentence } of spans) expect(answer.slice(start, end)).toBe(sentence);
  expect(spans.map((span) => span.text)).toEqual(['First one.', 'Second one?', '- item three', 'Fourth!']);
});
