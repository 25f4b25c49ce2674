const asksForDefinition =
  /^\s*(please )?(what|who)('s|’s| is| are| was| were)\s+(an? |the )?([^?]+)\??\s*$|^\s*(please )?(define|explain)\s+(.+?)\??\s*$|^\s*what (does|do)\s+(.+?)\s+(mean|stand for)\??\s*$|^\s*was (ist|sind)\s+(.+?)\??\s*$/i;

/** With more words than this the question is about a property of the thing, not about what it is. */
const mostWords = 3;

/** How sentences look that say what a thing is. */
export interface DefinitionSigns {
  /** They say it for certain: `X is a…`, `X (also Y) refers to…`, `long name (X)`, `known as X`, `X, a…,`. */
  clear: RegExp;
  /** They have the thing as their subject, of which they say something: `X is controlled by…`. */
  likely: RegExp;
}

const articles = 'an?|the|one|any|some|ein|eine|einer|der|die|das';
/** After these words the thing is not what the sentence is about: "the weapon against X is a…". */
const noSubject = String.raw`(?<!(?:^|[^\p{L}])(?:of|in|on|at|to|by|for|with|from|against|about|and|or|von|in|mit)\s+(?:(?:the|an?)\s+)?)`;

function escaped(word: string): string {
  return word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/**
 * For a question about what something is: how a sentence looks that says it. Null for all other questions.
 * @param words the question's words that say what it is about, as they stand in it
 */
export function definitionSigns(question: string, words: readonly string[]): DefinitionSigns | null {
  if (words.length === 0 || words.length > mostWords || !asksForDefinition.test(question)) return null;
  const name = words.map(escaped).join(String.raw`[\s\S]{1,3}`);
  const start = String.raw`${noSubject}(?<=^|[^\p{L}\p{N}])${name}s?`;
  const subject = String.raw`${start}(\s*\([^)]*\))?(,[^,]{2,60},)?\s+(virus\s+|disease\s+)?`;
  const be = 'is|are|was|were|remains?|ist|sind';
  const clear = [
    String.raw`${subject}(${be})\s+((\p{L}+ly\s+)?(${articles})|defined|known|called|considered)(?!\p{L})`,
    String.raw`${subject}(means?|refers?|stands?|denotes?|describes?|bezeichnet)(?!\p{L})`,
    String.raw`${start}\s*\((${articles}|also|or)\s`,
    String.raw`${start},\s+(${articles}|also|or)\s`,
    String.raw`(called|termed|named|known\s+as|referred\s+to\s+as|defined\s+as)\s+((${articles})\s+)?["“'‘]?${name}`,
    String.raw`\(${name}s?[),;]`,
  ];
  return {
    clear: new RegExp(clear.join('|'), 'iu'),
    likely: new RegExp(String.raw`${subject}(${be})(?!\p{L})`, 'iu'),
  };
}
