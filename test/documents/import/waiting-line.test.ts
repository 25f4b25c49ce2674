import { describe, expect, it } from 'vitest';
import { WaitingLine } from '../../../main/documents/import/waiting-line.ts';

const taken = (line: WaitingLine): string[] => {
  const all: string[] = [];
  for (let id = line.take(); id !== undefined; id = line.take()) all.push(id);
  return all;
};

describe('a waiting line', () => {
  it('lets the urgent go first, and keeps the order of coming among both', () => {
    const line = new WaitingLine();
    for (const id of ['a', 'b']) line.add(id, { urgent: false });
    for (const id of ['c', 'd']) line.add(id, { urgent: true });
    line.add('e', { urgent: false });
    expect(taken(line)).toEqual(['c', 'd', 'a', 'b', 'e']);
    expect(line.size).toBe(0);
  });

  it('has everybody once, who may become urgent but not the other way round', () => {
    const line = new WaitingLine();
    for (const id of ['a', 'b', 'c']) line.add(id, { urgent: false });
    line.add('c', { urgent: true });
    line.add('c', { urgent: false });
    line.add('a', { urgent: false });
    expect(line.size).toBe(3);
    expect(taken(line)).toEqual(['c', 'a', 'b']);
  });

  it('can be left', () => {
    const line = new WaitingLine();
    line.add('a', { urgent: true });
    line.add('b', { urgent: false });
    expect(line.remove('a')).toBe(true);
    expect(line.remove('a')).toBe(false);
    expect(line.has('a')).toBe(false);
    expect(taken(line)).toEqual(['b']);
  });
});
