import { describe, expect, it } from 'vitest';
import { fileNameFor } from '../../../renderer/conversation/save-text.ts';

describe('the name of a saved conversation', () => {
  it('is its title as far as file systems take it', () => {
    expect(fileNameFor('How many nests in 2019?')).toBe('How many nests in 2019.md');
    expect(fileNameFor('../a\\b: "c"\n<d>')).toBe('a b c d.md');
    expect(fileNameFor('Röhricht 田中 🦘')).toBe('Röhricht 田中 🦘.md');
    expect(fileNameFor('\u202Etxt.exe')).toBe('txt.exe.md');
  });

  it('is never empty, hidden or too long', () => {
    expect(fileNameFor(' ... ')).toBe('Conversation.md');
    expect(fileNameFor('.hidden')).toBe('hidden.md');
    expect(fileNameFor('é'.repeat(500))).toHaveLength(103);
  });
});
