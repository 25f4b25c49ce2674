import { describe, expect, it } from 'vitest';
import { thinnedTo } from '../../../main/chat/sweep/index.ts';
import { joinLines, linesOf, wantsLines } from '../../../main/chat/sweep/notes.ts';
import { partsOf } from '../../../main/chat/sweep/parts.ts';
import type { Passage } from '../../../preload/contract/index.ts';

const passage = (start: number, text: string): Passage => ({
  documentId: 'doc_0000000000',
  file: 'a.txt',
  title: 'a',
  headings: [],
  page: 1,
  lastPage: 1,
  start,
  end: start + text.length,
  text,
  tokens: 5,
  score: 0,
  highlight: null,
});

describe('notes on parts', () => {
  it('lose their bullets and what says nothing', () => {
    expect(linesOf('- One thing\n2. Another\n\nNothing.\nNone mentioned in this part.\n• Third')).toEqual([
      'One thing',
      'Another',
      'Third',
    ]);
  });

  it('become a list in which every line is once and cites its part', () => {
    const parts = [
      passage(0, 'Ann works in Ely. Bob works in Rye.'),
      passage(100, 'Nobody here.'),
      passage(200, 'Cid works in Ely.'),
    ];
    const { text, passages, citations } = joinLines([
      { passage: parts[0]!, note: '- Ann, Ely\n- Bob, Rye' },
      { passage: parts[2]!, note: '- Cid, Ely\n- ann, ely' },
    ]);
    expect(text).toBe('- Ann, Ely\n- Bob, Rye\n- Cid, Ely');
    expect(passages.map((one) => one.start)).toEqual([0, 200]);
    expect(citations.map((one) => [text.slice(one.start, one.end), one.number])).toEqual([
      ['Ann, Ely', 1],
      ['Bob, Rye', 1],
      ['Cid, Ely', 2],
    ]);
    for (const { number, sourceStart, sourceEnd } of citations) {
      expect(sourceStart).toBeGreaterThanOrEqual(passages[number - 1]!.start);
      expect(sourceEnd).toBeLessThanOrEqual(passages[number - 1]!.end);
    }
  });

  it('are the answer themselves when lines were asked for', () => {
    expect(wantsLines('List all people')).toBe(true);
    expect(wantsLines('How many dates are mentioned?')).toBe(true);
    expect(wantsLines('Summarise this')).toBe(false);
  });
});

describe('parts of a document', () => {
  const text = Array.from({ length: 40 }, (_, index) => `Sentence number ${index}. `).join('');
  const chunks = Array.from({ length: 40 }, (_, index) => {
    const start = text.indexOf(`Sentence number ${index}.`);
    const end = Math.min(text.length, start + 25);
    return {
      id: index,
      number: index,
      start,
      end,
      page: 1,
      lastPage: 1,
      headings: [],
      tokens: 6,
      hash: String(index),
      text: text.slice(start, end),
    };
  });
  const document = { id: 'doc_0000000000', fileName: 'a.txt', title: 'a' };

  it('hold every chunk once, in order, under the limit', () => {
    const parts = partsOf(document, chunks, 50, (start, end) => text.slice(start, end));
    expect(parts.length).toBe(5);
    expect(parts[0]!.passage.start).toBe(0);
    expect(parts.at(-1)!.passage.end).toBe(chunks.at(-1)!.end);
    for (const { passage: part } of parts) {
      expect(part.tokens).toBeLessThanOrEqual(50);
      expect(part.text).toBe(text.slice(part.start, part.end));
    }
    for (const chunk of chunks)
      expect(
        parts.filter(({ passage: part }) => part.start <= chunk.start && part.end >= chunk.end).length,
      ).toBeGreaterThan(0);
  });

  it('keep a chunk that is longer than the limit', () => {
    expect(partsOf(document, [{ ...chunks[0]!, tokens: 500 }], 50, () => '').length).toBe(1);
  });
});

it('thins evenly when notes do not fit', () => {
  const all = Array.from({ length: 10 }, (_, index) => passage(index * 10, 'x'));
  expect(thinnedTo(all, 50)).toHaveLength(10);
  expect(thinnedTo(all, 25).map((one) => one.start)).toEqual([0, 20, 40, 60, 80]);
  expect(thinnedTo(all, 0)).toEqual([]);
});
