const asksForDefinition =
  /^\s*(please )?(what|who)('s|’s| is| are| was| were)\s+(an? |the )?([^?]+)\??\s*$|^\s*(please )?(define|explain)\s+(.+?)\??\s*$|^\s*what (does|do)\s+(.+?)\s+(mean|stand for)\??\s*$|^\s*was (ist|sind)\s+(.+?)\??\s*$/i;

/** With more words than this the question is about a property of the thing, not about what it is. */
const mostWords = 3;

function escaped(word: string): string {
  return word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/**
 * For a question about what something is: how a sentence looks that says it. `X is a…`, `X (also Y) refers to…`,
 * `long name (X)`. Null for all other questions.
 * @param words the question's words that say what it is about, as they stand in it
 */
export function definitionPattern(question: string, words: readonly string[]): RegExp | null {
  if (words.length === 0 || words.length > mostWords || !asksForDefinition.test(question)) return null;
  const name = words.map(escaped).join(String.raw`[\s\S]{1,3}`);
  const says = 'is|are|was|were|means|mean|refers?|stands?|denotes?|describes?|remains?|ist|sind|bezeichnet';
  return new RegExp(
    String.raw`(^|[^\p{L}\p{N}])${name}s?(\s*\([^)]*\))?(,[^,]{2,60},)?\s+(virus\s+|disease\s+)?(${says})[^\p{L}]|\(${name}s?[),;]`,
    'iu',
  );
}
