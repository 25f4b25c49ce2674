import { describe, expect, it } from 'vitest';
import { definitionFinder } from '../../../main/documents/retrieval/definition.ts';

/** How surely a sentence says what the bittern, or another thing, is. */
function says(sentence: string, question = 'What is a bittern?', words = ['bittern']): string {
  const definition = definitionFinder(question, words)!(sentence);
  return definition === 'clear' ? 'for certain' : definition === 'likely' ? 'perhaps' : 'no';
}

describe('a question about what something is', () => {
  it('is told from other questions', () => {
    expect(definitionFinder('Where does a bittern nest?', ['bittern', 'nest'])).toBeNull();
    expect(
      definitionFinder('What is the average weight of a bittern in spring?', [
        'average',
        'weight',
        'bittern',
        'spring',
      ]),
    ).toBeNull();
    expect(definitionFinder('Was ist eine Rohrdommel?', ['rohrdommel'])).not.toBeNull();
  });

  it('is answered for certain by a sentence that says it', () => {
    for (const sentence of [
      'The bittern is a heron of the reeds.',
      'Bitterns (also butterbumps) are the shyest herons.',
      'However, the bittern, as its name says, is usually a solitary bird.',
      'A bittern (a heron) stood there.',
      'Bittern, a bird of the reeds, booms.',
      'A heron that is called the “bittern” booms.',
      'Botaurus stellaris (bittern) booms.',
    ])
      expect(says(sentence), sentence).toBe('for certain');
    expect(says('Die Rohrdommel ist ein Reiher.', 'Was ist eine Rohrdommel?', ['rohrdommel'])).toBe(
      'for certain',
    );
    expect(says('RSV stands for respiratory syncytial virus.', 'What does RSV stand for?', ['rsv'])).toBe(
      'for certain',
    );
  });

  it('is perhaps answered by one that says something of the thing', () => {
    expect(says('Bitterns are poorly known in the south.')).toBe('perhaps');
    expect(says('The bittern was seen in March.')).toBe('perhaps');
  });

  it('is not answered by one that is about another thing', () => {
    expect(says('The best place for a bittern is a reed bed.')).toBe('no');
    expect(says('The call of the bittern is a boom.')).toBe('no');
    expect(says('We saw bitterns, which are shy.')).toBe('no');
  });

  it('takes no longer for long sentences without an answer', () => {
    const sentence = `bittern ${'(bittern, bittern '.repeat(4000)}`;
    const began = performance.now();
    says(sentence);
    expect(performance.now() - began).toBeLessThan(1000);
  });
});
