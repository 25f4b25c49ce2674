import { describe, expect, it } from 'vitest';
import { FormulaText } from '../../../../main/documents/parser/flow/formula.ts';
import { letters, ordinal, roman } from '../../../../main/documents/parser/flow/ordinals.ts';
import { raised } from '../../../../main/documents/parser/flow/superscript.ts';

/** Text, or an element's name and what is in it. */
type Node = string | Element;
interface Element extends ReadonlyArray<Node> {
  readonly 0: string;
}

function write(formula: FormulaText, node: Node): string | null {
  if (typeof node === 'string') {
    formula.text(node);
    return null;
  }
  formula.open(node[0]);
  for (const child of node.slice(1)) write(formula, child);
  return formula.close();
}

describe('formulas in a line', () => {
  it.each<[Node, string]>([
    [['oMath', ['f', ['num', 'a'], ['den', 'b+1']]], 'a/(b+1)'],
    [['oMath', ['sSup', ['e', 'x'], ['sup', '2']], '+1'], 'x^2+1'],
    [['math', ['msub', ['mi', 'x'], ['mi', 'i']]], 'x_i'],
    [['oMath', ['rad', ['deg'], ['e', 'a+b']]], '√(a+b)'],
    [['math', ['mroot', ['mn', '8'], ['mn', '3']]], '3√8'],
    [['oMath', ['d', ['e', 'a'], ['e', 'b']]], '(a, b)'],
  ])('%j', (node, expected) => {
    expect(write(new FormulaText(), node)).toBe(expected);
  });
});

describe('raised text', () => {
  it.each([
    ['10', '6', '^6'],
    ['word', '1', '^1'],
    ['1', 'st', 'st'],
    ['word', '[1]', '[1]'],
    ['', '2', '2'],
  ])('after %j, %j reads %j', (before, text, expected) => {
    expect(raised(before, text)).toBe(expected);
  });
});

describe('numbers of lists', () => {
  it('counts in letters and in Roman numerals', () => {
    expect([1, 26, 27, 53].map(letters)).toEqual(['a', 'z', 'aa', 'aaa']);
    expect([1, 4, 9, 1990].map(roman)).toEqual(['i', 'iv', 'ix', 'mcmxc']);
    expect(ordinal(3, 'upperRoman')).toBe('III');
    expect(ordinal(0, 'lowerLetter')).toBe('0');
  });
});
